import { describe, expect, test } from "vitest";
import { compile } from "../../../src/policies/cel/environment.ts";
import { CostBudget, evaluate } from "../../../src/policies/cel/evaluate.ts";
import { costOf, outcomeOf } from "./evaluating.ts";

const ip4 = "ip('192.168.0.1')";
const cidr4 = "cidr('192.168.0.0/16')";
const cidr6 = "cidr('2001:db8::/32')";
const texts = "['aa', 'bb', 'cc', 'd', 'e', 'f', 'g', 'h', 'i', 'j']";
const durations =
  "[duration('1s'), duration('2s'), duration('3s'), duration('4s'), duration('5s')]";

/**
 * The runtime costs of apiserver pkg/cel/library/cost_test.go. Its programs do not fold constants; the API server's do
 * (base.go, OptOptimize), so the 10 for a list and the 30 for a map that are written out fall away: `folded` says how
 * much that is.
 */
describe("what an expression costs", () => {
  test.each([
    ["[1, 2, 3, 4, 5].sum()", 15, 10],
    ["[uint(1), uint(2), uint(3), uint(4), uint(5)].sum()", 20, 0],
    [`${durations}.max()`, 20, 0],
    ["['012345678901', '012345678901', '012345678901'].isSorted()", 13, 10],
    ["[1, 2, 3, 4, 5].indexOf(3)", 15, 10],
    [`${durations}.lastIndexOf(duration('3s'))`, 21, 0],
    ["'01234567890123456789012345678901234567890123456789'.indexOf('123')", 5, 0],
    ["url('https:://kubernetes.io/').getHost()", 4, 0],
    ["url('https:://kubernetes.io/') == url('http://x.b')", 5, 0],
    [ip4, 2, 0],
    [`${ip4}.isLoopback()`, 3, 0],
    [`${ip4} == ip('192.168.0.1')`, 5, 0],
    ["ip('2001:db8:3333:4444:5555:6666:7777:8888').family()", 5, 0],
    ["ip.isCanonical('2001:db8:3333:4444:5555:6666:7777:8888')", 8, 0],
    [`${cidr4}.masked()`, 3, 0],
    [`${cidr4}.containsCIDR(cidr('192.0.0.0/30'))`, 7, 0],
    [`${cidr4}.containsCIDR('192.168.0.0/16')`, 7, 0],
    [`${cidr4}.containsIP(ip('192.0.0.1'))`, 4, 0],
    [`${cidr4}.containsIP('192.169.0.1')`, 5, 0],
    [`${cidr6}.containsIP('2001:db8:3333:4444:5555:6666:7777:8888')`, 7, 0],
    [`${cidr6}.containsCIDR('2001:db8::/126')`, 7, 0],
    ["'ABCDEFGHIJ abcdefghij'.lowerAscii()", 3, 0],
    ["'ABCDEFGHIJ abcdefghij'.upperAscii() == 'abcdefghij ABCDEFGHIJ'.upperAscii()", 9, 0],
    ["strings.quote('ABCDEFGHIJ abcdefghij')", 3, 0],
    ["'abc 123 def 123'.replace('123', '456')", 3, 0],
    ["'abc 123 def 123'.split(' ', 1)", 3, 0],
    ["'abc 123 def 123'.substring(5, 8)", 2, 0],
    ["'  abc 123 def 123  '.trim()", 2, 0],
    [`${texts}.join(' ')`, 15, 10],
    [`${texts}.join()`, 13, 10],
    ["'abc 123 def 123'.find('123')", 2, 0],
    ["'abc 123 def 123'.findAll('123', 1)", 2, 0],
    ['quantity("200M") == quantity("0.2G") && quantity("0.2G") == quantity("200M")', 6, 0],
    ['quantity("50k").add(20).sub(quantity("100k")).sub(-50000).asInteger() > 0', 7, 0],
    ['format.named("dns1123Subdomain").value().validate("my-name")', 17, 0],
    ['format.named("dns1123Label").value().validate("my-name")', 10, 0],
    ["sets.contains([1, 2, 3, 4], [2, 3])", 29, 20],
    ["!sets.intersects([1], [2])", 23, 20],
    ["sets.equivalent([[1.0], [2.0, 3.0]], [[1.0], [2.0, 3.0]])", 69, 60],
    ['semver("1.0.0").compareTo(semver("1.2.3"))', 3, 0],
    ["{'a': 1, 'b': 2}.all(k, v, v > 0)", 41, 30],
    ["{'a': 1, 'b': 2}.exists(k, v, v > 0)", 40, 30],
    ["{'a': 1, 'b': 2}.existsOne(k, v, v > 0)", 40, 30],
    ["{'a': 1, 'b': 2}.transformMap(k, v, v + 1)", 71, 30],
    ["{'a': 1, 'b': 2}.transformMap(k, v, v < 5, v + 1)", 75, 30],
    ["{'a': 1, 'b': 2}.transformMapEntry(k, v, {k: v + 1})", 131, 30],
    ["[1, 2].all(i, v, v > 0)", 21, 10],
    ["[1, 2].transformList(i, v, v < 5, v + 1)", 53, 10],
  ])("%s", (expression, cost, folded) => {
    expect(costOf(expression)).toBe(cost - folded);
  });

  test("is the same every time, and grows with the object", () => {
    const expression = "object.all(x, x != '')";
    const small = costOf(expression, ["a", "b"]);
    expect(costOf(expression, ["a", "b"])).toBe(small);
    expect(costOf(expression, ["a", "b", "c"])).toBeGreaterThan(small);
  });
});

describe("an expression that costs more than Kubernetes allows is an error, and ends soon", () => {
  const exceeded = "error: operation cancelled: actual cost limit exceeded";
  const hundred = Array.from({ length: 100 }, (_, index) => `k${index}`);

  test.each([
    ["object.all(a, object.all(b, object.all(c, object.all(d, a + b + c + d != ''))))"],
    // The error is not passed over by what would decide otherwise.
    ["true || object.map(a, object.map(b, object.map(c, object.map(d, a)))).size() == 0"],
    ["object.map(a, object.map(b, object.map(c, object.map(d, a)))).size() == 0 || true"],
    ["lists.range(900000).map(x, x).size() > 0"],
    ["lists.range(2000).distinct().size() > 0"],
  ])("%s", (expression) => {
    const came = outcomeOf(expression, { object: hundred });
    expect(came).toBe(expression.startsWith("true ||") ? true : exceeded);
  });

  test("a catastrophic pattern takes no time, and its cost counts", () => {
    const text = "a".repeat(100_000);
    expect(outcomeOf("object.matches('^(a+)+$')", { object: `${text}!` })).toBe(false);
    expect(outcomeOf("lists.range(200).all(i, object.matches('^(a+)+$'))", { object: text })).toBe(
      exceeded,
    );
  });

  test.each([
    "object.replace('a', object).size() > 0",
    "[1, 2, 3, 4, 5, 6, 7, 8, 9].map(i, object).join(object).size() > 0",
    "'%s%s%s%s%s%s%s%s%s'.format([object, object, object, object, object, object, object, object, object]) == ''",
  ])("a text never outgrows the memory: %s", (expression) => {
    expect(outcomeOf(expression, { object: "a".repeat(1_000_000) })).toBe(
      "error: a text gets too long",
    );
  });

  test.each([
    ["object.trim().size() > 0", `${" ".repeat(1_000_000)}x${" ".repeat(1_000_000)}x`, true],
    ["object.contains(object + 'b')", "a".repeat(500_000), exceeded],
    ["object.indexOf('b' + object.substring(400000))", "a".repeat(500_000), -1n],
    ["int(object)", "1".repeat(900_000), "error: integer overflow"],
    ["duration(object)", "1".repeat(900_000), "error: time: invalid duration: it is too long"],
    ["lists.range(1000000).size() > 0", "", exceeded],
    ["lists.range(20000).map(i, lists.range(1000)).flatten().size() > 0", "", exceeded],
  ])("no function takes long on a large text: %s", (expression, object, wanted) => {
    expect(outcomeOf(expression, { object })).toBe(wanted);
  });

  test("a list never outgrows the memory", () => {
    const object = Array.from({ length: 5_000 }, (_, index) => index);
    expect(outcomeOf("object.map(x, object).flatten().size() > 0", { object })).toBe(
      "error: a list gets too long",
    );
  });

  test("expressions of one policy share a budget", () => {
    const compiled = compile("object.all(x, object.all(y, object.all(z, x != y + z)))");
    if (compiled.kind === "problem") throw new Error(compiled.message);
    const budget = CostBudget.forMatchConditions();
    const bindings = { object: hundred.slice(0, 40) };
    const outcomes = Array.from({ length: 6 }, () => evaluate(compiled, bindings, budget));
    const kinds = outcomes.map(({ kind }) => kind);
    expect(kinds.slice(0, 4)).toEqual(["value", "value", "value", "value"]);
    expect(outcomes.at(-1)).toMatchObject({
      kind: "error",
      message: expect.stringContaining("running out of cost budget"),
    });
  });
});
