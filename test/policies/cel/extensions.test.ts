import { describe, expect, test } from "vitest";
import { like, outcomeOf } from "./evaluating.ts";

const outcome = (expression: string): unknown => outcomeOf(expression, { object: { empty: [] } });

describe("lists, sets and patterns (the examples of lists.go, regex.go, cel-go ext/lists.go, ext/sets.go)", () => {
  test.each([
    [`[1, 2, 3].isSorted() && ['a', 'b', 'b', 'c'].isSorted() && [1].isSorted()`, true],
    [`[2.0, 1.0].isSorted()`, false],
    [`[1, 3].sum()`, 4n],
    [`[1.0, 3.0].sum()`, 4],
    [`[duration('1m'), duration('1s')].sum() == duration('1m1s')`, true],
    [`[1, 3].min() == 1 && [1, 3].max() == 3 && ([0] + [5]).min() == 0`, true],
    [`object.empty.min()`, /^error: min called on empty list/],
    [`[1, 2, 2, 3].indexOf(2)`, 1n],
    [`['a', 'b', 'b', 'c'].lastIndexOf('b')`, 2n],
    [`[1.0].indexOf(1.1)`, -1n],
    [`["abc 123", "abc 456"].map(s, s.find('[0-9]+')) == ['123', '456']`, true],
    [`"abc 123".find('xyz')`, ""],
    [`"123 abc 456".findAll('[0-9]+') == ['123', '456']`, true],
    [`"123 abc 456".findAll('[0-9]+', 1) == ['123'] && "1 2".findAll('[0-9]', 0) == []`, true],
    [`[3, 1, 2].sort() == [1, 2, 3] && ['b', 'a'].sort() == ['a', 'b']`, true],
    [`[{'n': 2}, {'n': 1}].sortBy(e, e.n) == [{'n': 1}, {'n': 2}]`, true],
    [`[1, 2, 2, 1].distinct() == [1, 2]`, true],
    [`[[1, 2], [3]].flatten() == [1, 2, 3]`, true],
    [`[1, 2, 3, 4].slice(1, 3) == [2, 3] && lists.range(3) == [0, 1, 2]`, true],
    [`[1, 2, 3].slice(2, 1)`, /^error: cannot slice\(2, 1\), start index/],
    [
      `[1, 2].reverse() == [2, 1] && [5, 6].first().value() == 5 && [5, 6].last().value() == 6`,
      true,
    ],
    [
      `sets.contains([1, 2], [2]) && sets.intersects([1], [1, 2]) && sets.equivalent([1, 1], [1])`,
      true,
    ],
    [`sets.contains([1], [2]) || sets.intersects([1], [2]) || sets.equivalent([1], [1, 2])`, false],
  ])("%s", (expression, wanted) => {
    expect(outcome(expression)).toEqual(like(wanted));
  });
});

describe("texts (the examples of cel-go ext/strings.go, version 2)", () => {
  test.each([
    [`'hello'.charAt(4) + 'hello'.charAt(5)`, "o"],
    [`'hello'.charAt(6)`, /^error: index out of range: 6/],
    [`'hello mellow'.indexOf('ello', 2)`, 7n],
    [`'hello mellow'.lastIndexOf('ello', 6)`, 1n],
    [`'TacoCÆt Xii'.lowerAscii() + 'TacoCÆt Xii'.upperAscii()`, "tacocÆt xiiTACOCÆT XII"],
    [`'hello hello'.replace('he', 'we', 1) + 'hello'.replace('', '_')`, "wello hello_h_e_l_l_o_"],
    [`'a-b'.replace('-', '$&')`, "a$&b"],
    [`'hello hello hello'.split(' ', 2) == ['hello', 'hello hello']`, true],
    [`'tacocat'.substring(0, 4)`, "taco"],
    [`'tacocat'.substring(2, 1)`, /^error: invalid substring range/],
    [`'  \\ttrim\\n    '.trim()`, "trim"],
    [`['x', 'y'].join('-')`, "x-y"],
    [`strings.quote('a "b"\\n')`, '"a \\"b\\"\\n"'],
    [`'😀ab'.size() == 3 && '😀ab'.substring(1) == 'ab'`, true],
    [`'%s has %d of %.2f'.format([dyn('x'), 3, 1.5])`, "x has 3 of 1.50"],
    [`'%f'.format([12345.6789])`, "12,345.678900"],
    [`'%.0f %.0f'.format([0.5, 1.5])`, "0 2"],
    [`'%.3e'.format([1052.032911275])`, "1.052\u202f×\u202f10⁰³"],
    [`'%x %X %o %b %b'.format([dyn('hi'), 26, 8, 5, true])`, "6869 1A 10 101 1"],
    [`'%s'.format([[1, 2]]) + '%s'.format([{'b': 'x', 'a': 'y'}])`, '[1, 2]{"a":"y", "b":"x"}'],
    [`'%s %s'.format([dyn(null), true]) + '%%'.format([])`, "null true%"],
    [`'%s'.format([])`, /^error: index 0 out of range/],
    [`'%d'.format(['x'])`, /^error: error during formatting/],
    [`'%s %d'.format(['x', 1])`, /^problem: expected type 'string' but found 'int'/],
    [`'a'.reverse()`, /^problem: found no matching overload/],
  ])("%s", (expression, wanted) => {
    expect(outcome(expression)).toEqual(like(wanted));
  });
});
