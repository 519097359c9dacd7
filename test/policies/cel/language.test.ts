import { describe, expect, test } from "vitest";
import { compile } from "../../../src/policies/cel/environment.ts";
import { evaluate } from "../../../src/policies/cel/evaluate.ts";
import { NotEvaluableError } from "../../../src/policies/cel/values.ts";
import { like, outcomeOf } from "./evaluating.ts";

const object = { a: 1, text: "x", list: [1, 2, 3], none: null, map: { k: "v" } };

const outcome = (expression: string): unknown => outcomeOf(expression, { object });

describe("numbers", () => {
  test.each([
    ["object.a < 1.5 && object.a >= 1u && 2.0 > object.a", true],
    ["object.a == dyn(1.0) && object.a == dyn(1u) && dyn(1u) in [1]", true],
    ["1 == 1.0", /^problem: found no matching overload for '_==_' applied to '\(int, double\)'/],
    ["9223372036854775807 + object.a", "error: integer overflow"],
    ["-(-9223372036854775807 - 1)", "error: integer overflow"],
    ["0u - 1u", "error: unsigned integer overflow"],
    ["5 / 0", "error: division by zero"],
    ["5 % 0", "error: modulus by zero"],
    ["-7 / 2 == -3 && -7 % 2 == -1", true],
    ["9223372036854775808", /^problem: the number 9223372036854775808 does not fit/],
    ["int('9223372036854775808')", "error: integer overflow"],
    ["int(1e30)", "error: integer overflow"],
    ["uint(-1)", "error: unsigned integer overflow"],
    [
      "[1.0, 0.0001, 999999.5, 1e6, 1e30, 1e-7].map(x, string(x)).join(' ')",
      "1 0.0001 999999.5 1e+06 1e+30 1e-07",
    ],
    ["string(1.5) + string(7u) + string(true)", "1.57true"],
    ["timestamp('2024-02-30T00:00:00Z')", /^problem: invalid timestamp argument/],
    ["timestamp('9999-12-31T23:59:59Z') + duration('1s')", "error: timestamp overflow"],
    ["timestamp('2024-01-01T12:00:00Z').getHours('Europe/Berlin')", 13n],
    [
      "(timestamp('2024-01-01T00:00:01Z') - timestamp('2024-01-01T00:00:00Z')) == duration('1s')",
      true,
    ],
    ["string(duration('1h1ms'))", "3600.001s"],
    ["b'\\xff' + bytes('é') == b'\\xff\\xc3\\xa9'", true],
    ["string(b'\\xff')", /^error: invalid UTF-8/],
    ["'\\u00e9\\x41\\101\\n' == 'éAA\\n' && r'\\n' == '\\\\n'", true],
  ])("%s", (expression, wanted) => {
    expect(outcome(expression)).toEqual(like(wanted));
  });
});

describe("errors beside a decision", () => {
  test.each([
    ["object.absent == 1 || true", true],
    ["true || object.absent == 1", true],
    ["object.absent == 1 && false", false],
    ["object.absent == 1 || false", "error: no such key: absent"],
    ["object.list.exists(x, 6 / (x - 1) == 6)", true],
    ["object.list.all(x, 6 / (x - 1) > 5)", false],
    ["object.list.all(x, 6 / (x - 1) > 0)", "error: division by zero"],
    ["object.list.exists_one(x, 6 / (x - 1) == 6)", "error: division by zero"],
    ["object.absent == 1 ? true : true", "error: no such key: absent"],
    ["object.text || true", true],
    ["object.text || false", "error: no such overload"],
  ])("%s", (expression, wanted) => {
    expect(outcome(expression)).toEqual(like(wanted));
  });

  test.each([
    ["object.absent || request.name == 'x'", "notEvaluable"],
    ["request.name == 'x' || object.absent", "notEvaluable"],
    ["request.name == 'x' || true", "value"],
    ["object.list.all(i, request.name == 'x' || object.absent)", "notEvaluable"],
  ])("what can't be known here comes before an error: %s", (expression, kind) => {
    const compiled = compile(expression);
    if (compiled.kind === "problem") throw new Error(compiled.message);
    const came = evaluate(compiled, {
      object: new Map([["list", [1n]]]),
      get request(): never {
        throw new NotEvaluableError("who knows");
      },
    });
    expect(came.kind).toBe(kind);
  });
});

describe("fields, optionals and loops", () => {
  test.each([
    ["has(object.a) && !has(object.b) && !has(object.none.x) && !has(object.text.x)", true],
    ["has(object.b.c)", "error: no such key: b"],
    ["object.?b.?c.orValue('d') + object.?map.k.orValue('')", "dv"],
    ["object.none.?x.hasValue() || object.?none.x.hasValue()", false],
    ["object.none.x", "error: no such key: x"],
    ["object.list[?5].hasValue() || object.map[?'z'].hasValue()", false],
    ["object.list[5]", "error: index out of bounds: 5"],
    ["object.list[dyn(1.0)] == 2 && object.list[dyn(0u)] == 1", true],
    ["[?object.?a, ?object.?b, 3] == [1, 3]", true],
    ["{?'x': object.?a, ?'y': object.?b} == {'x': 1}", true],
    ["optional.of(2).optMap(v, v + 1).value() == 3 && !object.?b.optMap(v, v).hasValue()", true],
    ["object.?map.optFlatMap(m, m.?k).orValue('')", "v"],
    ["optional.ofNonZeroValue('').or(optional.of('y')).value()", "y"],
    ["optional.none().value()", "error: optional.none() dereference"],
    ["object.list.map(x, x > 1, x * 2) == [4, 6] && object.list.filter(x, x > 1) == [2, 3]", true],
    ["object.map.all(k, k == 'k') && object.map.map(k, object.map[k]) == ['v']", true],
    ["object.list.all(i, v, v == i + 1) && object.map.exists(k, v, k == 'k' && v == 'v')", true],
    ["object.list.transformList(i, v, i > 0, i * v) == [2, 6]", true],
    ["object.map.transformMap(k, v, k + v) == {'k': 'kv'}", true],
    ["object.map.transformMapEntry(k, v, {v: k}) == {'v': 'k'}", true],
    ["object.list.transformMapEntry(i, v, {'same': v})", "error: Failed with repeated key: same"],
    ["{'a': 1, 'a': 2}", "error: Failed with repeated key: a"],
    ["object.list.map(x, object.list.map(x, x + 1))[0] == [2, 3, 4]", true],
    ["type(object.a) == int && type(object.map) == map && type(type(1)) == type", true],
    ["'k' in object.map && !('v' in object.map) && 2 in object.list", true],
    ["object.all(x, y.z, true)", /^problem: argument must be a simple name/],
    ["has(object)", /^problem: has\(\) takes a field/],
    ["object.`text` == 'x' // the rest of the line\n && true", true],
  ])("%s", (expression, wanted) => {
    expect(outcome(expression)).toEqual(like(wanted));
  });

  test("no key of an object is taken for anything but data", () => {
    const untrusted = JSON.parse('{"__proto__": 1, "constructor": 2, "a": {"toString": 3}}');
    const expression =
      "object.__proto__ == 1 && object.constructor == 2 && object.a.toString == 3 && !has(object.a.valueOf)";
    expect(outcomeOf(expression, { object: untrusted })).toBe(true);
    expect(outcomeOf("constructor == 1")).toMatch(
      /^problem: undeclared reference to 'constructor'/,
    );
  });
});
