import { describe, expect, test } from "vitest";
import { compile } from "../../src/policies/cel/environment.ts";
import { evaluate } from "../../src/policies/cel/evaluate.ts";

function outcome(expression: string): unknown {
  const compiled = compile(expression);
  if (compiled.kind === "problem") return compiled.message;
  const came = evaluate(compiled, { object: new Map([["list", [1n, 3n, 2n]]]) });
  return came.kind === "value" ? came.value : came.kind;
}

describe("Kubernetes' libraries", () => {
  test.each([
    ["quantity('1.5Gi').compareTo(quantity('1536Mi')) == 0", true],
    ["quantity('500m').isLessThan(quantity('1'))", true],
    ["quantity('2e3').asInteger() == 2000", true],
    ["quantity('100m').add(quantity('0.9')) == quantity('1')", true],
    ["isQuantity('1Gb')", false],
    ["url('https://[::1]:8443/a?b=c').getHostname() == '::1'", true],
    ["isURL('../a')", false],
    ["url('https://a.b/?k=1&k=2').getQuery()['k'] == ['1', '2']", true],
    ["'a1b22'.findAll('[0-9]+') == ['1', '22']", true],
    ["'a1b22'.findAll('[0-9]+', 1) == ['1']", true],
    ["'ab'.find('c') == ''", true],
    ["object.list.isSorted()", false],
    ["object.list.sum() == 6 && object.list.min() == 1 && object.list.max() == 3", true],
    [
      "sets.contains([1, 2], [2]) && sets.intersects([1], [1, 2]) && sets.equivalent([1, 1], [1])",
      true,
    ],
    ["cidr('10.0.0.0/8').containsIP('10.255.1.1')", true],
    ["cidr('10.0.0.0/8').containsIP('11.0.0.1')", false],
    ["cidr('fd00::/8').containsCIDR('fd12::/16')", true],
    ["cidr('0.0.0.0/0').containsIP(ip('255.255.255.255'))", true],
    [
      "ip('::1').isLoopback() && !ip('8.8.8.8').isLoopback() && ip('8.8.8.8').isGlobalUnicast()",
      true,
    ],
    ["isIP('1.2.3.04')", false],
    ["isIP('1::2::3')", false],
    ["isIP('fe80::1%eth0')", false],
    ["isCIDR('10.0.0.0/33')", false],
    ["ip('nowhere').family() == 4", "error"],
    ["'%s has %d'.format(['x', 3]) == 'x has 3'", true],
    ["'ÀB'.lowerAscii() == 'Àb'", true],
    ["'a-b-c'.replace('-', '$&', 1) == 'a$&b-c'", true],
    ["optional.of('a').optMap(v, v + 'b').orValue('') == 'ab'", true],
    ["optional.none().hasValue()", false],
    ["cel.bind(n, object.list.size(), n == 3)", true],
  ])("%s", (expression, value) => {
    expect(outcome(expression)).toBe(value);
  });
});
