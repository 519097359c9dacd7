import { describe, expect, test } from "vitest";
import { like, outcomeOf } from "./evaluating.ts";

const outcome = (expression: string): unknown => outcomeOf(expression, { object: { empty: [] } });

// The expressions and what they come to are those of Kubernetes' own tests, where a line names no other source.

describe("quantities (apiserver pkg/cel/library/quantity_test.go)", () => {
  test.each([
    [`quantity("12Mi") == quantity("12582912")`, true],
    [`quantity("10Mo")`, /^error: .*is not a quantity/],
    [`quantity("10Mm")`, /^error: .*suffixes/],
    [`isQuantity("20")`, true],
    [`isQuantity("20M")`, true],
    [`isQuantity("20Mi")`, true],
    [`isQuantity("20Mo")`, false],
    [`isQuantity("10Mm")`, false],
    [`isQuantity([1, 2, 3])`, /found no matching overload for 'isQuantity' applied to/],
    [`quantity("200M") == quantity("0.2G") && quantity("0.2G") == quantity("200M")`, true],
    [
      `quantity("2M") == quantity("0.002G") && quantity("2000k") == quantity("2M") && quantity("0.002G") == quantity("2000k")`,
      true,
    ],
    [`quantity("200M") == quantity("0.3G")`, false],
    [`quantity("50M").isLessThan(quantity("50Mi"))`, true],
    [`quantity("50M").isLessThan(quantity("100M"))`, true],
    [`quantity("100M").isLessThan(quantity("50M"))`, false],
    [`quantity("50Mi").isGreaterThan(quantity("50M"))`, true],
    [`quantity("150Mi").isGreaterThan(quantity("100Mi"))`, true],
    [`quantity("50M").isGreaterThan(quantity("100M"))`, false],
    [`quantity("200M").compareTo(quantity("0.2G"))`, 0n],
    [`quantity("50M").compareTo(quantity("50Mi"))`, -1n],
    [`quantity("50Mi").compareTo(quantity("50M"))`, 1n],
    [`quantity("50k").add(quantity("20")) == quantity("50.02k")`, true],
    [`quantity("50k").add(20).isLessThan(quantity("50020"))`, false],
    [`quantity("50k").sub(quantity("20")) == quantity("49.98k")`, true],
    [`quantity("50k").sub(20) == quantity("49980")`, true],
    [`quantity("50k").add(20).sub(quantity("100k")).asInteger()`, -49_980n],
    [`quantity("50k").add(20).sub(quantity("100k")).sub(-50000).asInteger()`, 20n],
    [`quantity("50k").asInteger()`, 50_000n],
    [
      `quantity("9999999999999999999999999999999999999G").asInteger()`,
      /^error: cannot convert value to integer/,
    ],
    [`quantity("9999999999999999999999999999999999999G").isInteger()`, false],
    [`quantity("50").isInteger()`, true],
    [`quantity("50.703k").asApproximateFloat()`, 50_703],
    [`quantity("-3").sign()`, -1n],
    [`type(quantity("1")) == kubernetes.Quantity`, true],
  ])("%s", (expression, wanted) => {
    expect(outcome(expression)).toEqual(like(wanted));
  });
});

describe("addresses (ip_test.go, cidr_test.go)", () => {
  test.each([
    [`ip("192.168.0.1.0")`, /^error: IP Address "192.168.0.1.0" parse error/],
    [`isIP("192.168.0.1")`, true],
    [`isIP("192.168.0.1.0")`, false],
    [`ip.isCanonical("127.0.0.1")`, true],
    [`ip.isCanonical("127.0.0.1.0")`, /^error: IP Address/],
    [`ip("192.168.0.1").family()`, 4n],
    [`ip("0.0.0.0").isUnspecified()`, true],
    [`ip("127.0.0.1").isUnspecified()`, false],
    [`ip("127.0.0.1").isLoopback()`, true],
    [`ip("1.2.3.4").isLoopback()`, false],
    [`ip("224.0.0.1").isLinkLocalMulticast()`, true],
    [`ip("224.0.1.1").isLinkLocalMulticast()`, false],
    [`ip("169.254.169.254").isLinkLocalUnicast()`, true],
    [`ip("192.168.0.1").isLinkLocalUnicast()`, false],
    [`ip("192.168.0.1").isGlobalUnicast()`, true],
    [`ip("255.255.255.255").isGlobalUnicast()`, false],
    [`ip("2001:db8:::68")`, /^error: IP Address/],
    [`isIP("2001:db8::68")`, true],
    [`isIP("2001:db8:::68")`, false],
    [`isIP("fe80::1%eth0")`, false],
    [`isIP("1.2.3.04")`, false],
    [`ip.isCanonical("2001:db8::68")`, true],
    [`ip.isCanonical("2001:DB8::68")`, false],
    [`ip.isCanonical("2001:db8:0:0:1:0:0:1")`, false],
    [`ip.isCanonical("2001:db8::1:0:0:1")`, true],
    [`ip("2001:db8::68").family()`, 6n],
    [`ip("::").isUnspecified()`, true],
    [`ip("::1").isLoopback()`, true],
    [`ip("ff02::1").isLinkLocalMulticast()`, true],
    [`ip("fd00::1").isLinkLocalMulticast()`, false],
    [`ip("fe80::1").isLinkLocalUnicast()`, true],
    [`ip("fd80::1").isLinkLocalUnicast()`, false],
    [`ip("2001:db8::abcd").isGlobalUnicast()`, true],
    [`ip("ff00::1").isGlobalUnicast()`, false],
    [
      `isIP(cidr("192.168.0.0/24"))`,
      /found no matching overload for 'isIP' applied to '\(net.CIDR\)'/,
    ],
    [`string(ip("192.168.0.1"))`, "192.168.0.1"],
    [`string(ip("2001:0db8:0:0::68"))`, "2001:db8::68"],
    [`type(ip("192.168.0.1")) == net.IP`, true],
    [`cidr(192168)`, /found no matching overload for 'cidr' applied to '\(int\)'/],
    [`string(cidr(dyn("192.168.0.0/24")))`, "192.168.0.0/24"],
    [`cidr("192.168.0.0/")`, /^error: network address .* parse error/],
    [`cidr("192.168.0.0/24").containsIP(ip("192.168.0.1"))`, true],
    [`cidr("192.168.0.0/24").containsIP(ip("192.168.1.1"))`, false],
    [`cidr("192.168.0.0/24").containsIP("192.168.0.1")`, true],
    [`cidr("192.168.0.0/24").containsCIDR(cidr("192.168.0.0/25"))`, true],
    [`cidr("192.168.0.0/24").containsCIDR("192.168.0.0/23")`, false],
    [`cidr("192.168.0.0/24").ip() == ip("192.168.0.0")`, true],
    [`cidr("192.168.0.1/24").masked() == cidr("192.168.0.0/24")`, true],
    [`cidr("192.168.0.0/24").prefixLength()`, 24n],
    [`cidr("2001:db8::/32").containsIP(ip("2001:dc8::1"))`, false],
    [`cidr("2001:db8::/32").containsCIDR("2001:db8::/33")`, true],
    [`cidr("2001:db8::/32").containsCIDR("2001:db8::/31")`, false],
    [`cidr("2001:db8:1::/32").masked() == cidr("2001:db8::/32")`, true],
    [`type(cidr("192.168.0.0/24")) == net.CIDR`, true],
    [`isCIDR("10.0.0.0/33") || isCIDR("10.0.0.0/08")`, false],
  ])("%s", (expression, wanted) => {
    expect(outcome(expression)).toEqual(like(wanted));
  });
});

describe("versions (semver_test.go)", () => {
  test.each([
    ["", false, false],
    ["v1.0.0", false, true],
    [" 1.0.0", false, false],
    ["1. 0.0", false, false],
    ["1.0.0 ", false, false],
    ["01.01.01", false, true],
    ["1", false, true],
    ["1.1", false, true],
    ["1-beta", false, false],
    ["1.2.3-beta.1", true, true],
  ])("isSemver of %j: %s, normalized %s", (text, plain, normalized) => {
    expect(outcome(`isSemver("${text}")`)).toEqual(like(plain));
    expect(outcome(`isSemver("${text}", true)`)).toEqual(like(normalized));
  });

  test.each([
    [`semver("v1.0")`, /^error:/],
    [`isSemver("1.2.3-beta.1+build.1")`, true],
    [`isSemver([1, 2, 3])`, /found no matching overload for 'isSemver' applied to/],
    [`semver("v01.01", true) == semver("1.1.0")`, true],
    [`semver("1.2.3") == semver("1.0.0")`, false],
    [`semver("1.0.0").isLessThan(semver("1.2.3"))`, true],
    [`semver("1.0.0").isLessThan(semver("1.0.0"))`, false],
    [`semver("1.2.3").isGreaterThan(semver("1.0.0"))`, true],
    [`semver("1.2.3").compareTo(semver("1.2.3"))`, 0n],
    [`semver("1.0.0").compareTo(semver("1.2.3"))`, -1n],
    [`semver("1.0.0-alpha.2").isLessThan(semver("1.0.0-alpha.10"))`, true],
    [`semver("1.0.0-beta").isLessThan(semver("1.0.0"))`, true],
    [`semver("1.2.3").major() + semver("1.2.3").minor() + semver("1.2.3").patch()`, 6n],
  ])("%s", (expression, wanted) => {
    expect(outcome(expression)).toEqual(like(wanted));
  });
});

describe("formats (format_test.go)", () => {
  test.each([
    ["dns1123Label", "my-label-name", undefined],
    ["dns1123Subdomain", "example.com", undefined],
    ["dns1035Label", "my-label-name", undefined],
    ["qualifiedName", "my.name", undefined],
    ["qualifiedName", "apiextensions.k8s.io/v1beta1", undefined],
    ["dns1123LabelPrefix", "my-label-prefix-", undefined],
    ["dns1123SubdomainPrefix", "mysubdomain.prefix.-", undefined],
    ["dns1035LabelPrefix", "my-label-prefix-", undefined],
    ["labelValue", "my-cool-label-Value", undefined],
    ["uri", "http://example.com", undefined],
    ["uuid", "123e4567-e89b-12d3-a456-426614174000", undefined],
    ["byte", "aGVsbG8=", undefined],
    ["date", "2021-01-01", undefined],
    ["datetime", "2021-01-01T00:00:00Z", undefined],
    [
      "dns1123Label",
      "contains a space",
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    ],
    [
      "dns1123Subdomain",
      "contains a space",
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
    [
      "dns1035Label",
      "contains a space",
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ],
    [
      "qualifiedName",
      "contains a space",
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ],
    ["byte", "aGVsbG8", "invalid base64"],
    ["date", "2020-01-32", "invalid date"],
    ["datetime", "2020-01-32T00:00:00Z", "invalid datetime"],
    [
      "labelValue",
      "my-cool-label-Value!!",
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
  ])("%s: %s", (name, text, message) => {
    const call = `format.${name}().validate(${JSON.stringify(text)})`;
    const wanted = message === undefined ? false : [message];
    expect(outcome(message === undefined ? `${call}.hasValue()` : `${call}.value()`)).toEqual(
      like(wanted),
    );
    expect(outcome(`format.named("${name}").value() == format.${name}()`)).toEqual(like(true));
  });

  test("a name that there is not gives nothing", () => {
    expect(outcome(`format.named("unknown").hasValue()`)).toEqual(like(false));
  });
});

describe("URLs (the examples of urls.go)", () => {
  test.each([
    [`isURL('https://user:pass@example.com:80/path?query=val#fragment')`, true],
    [`isURL('/absolute-path')`, true],
    [`isURL('https://a:b:c/')`, false],
    [`isURL('../relative-path')`, false],
    [`url('../relative-path')`, /^error: URL parse error/],
    [`url('/path').getScheme()`, ""],
    [`url('https://example.com/').getScheme()`, "https"],
    [`url('https://example.com:80/').getHost()`, "example.com:80"],
    [`url('https://example.com/').getHost()`, "example.com"],
    [`url('https://[::1]:80/').getHost()`, "[::1]:80"],
    [`url('https://[::1]/').getHost()`, "[::1]"],
    [`url('/path').getHost()`, ""],
    [`url('https://example.com:80/').getHostname()`, "example.com"],
    [`url('https://[::1]:80/').getHostname()`, "::1"],
    [`url('/path').getHostname()`, ""],
    [`url('https://example.com:80/').getPort()`, "80"],
    [`url('https://example.com/').getPort()`, ""],
    [`url('https://example.com/path').getEscapedPath()`, "/path"],
    [`url('https://example.com/path with spaces/').getEscapedPath()`, "/path%20with%20spaces/"],
    [`url('https://example.com').getEscapedPath()`, ""],
    [
      `url('https://example.com/path?k1=a&k2=b&k2=c').getQuery() == {'k1': ['a'], 'k2': ['b', 'c']}`,
      true,
    ],
    [
      `url('https://example.com/path?key with spaces=value with spaces').getQuery() == {'key with spaces': ['value with spaces']}`,
      true,
    ],
    [`url('https://example.com/path?').getQuery().size()`, 0n],
  ])("%s", (expression, wanted) => {
    expect(outcome(expression)).toEqual(like(wanted));
  });
});
