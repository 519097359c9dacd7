import { describe, expect, test } from "vitest";
import { checkAgainstSchema } from "../../../src/policies/cel/check-schema.ts";
import { compile } from "../../../src/policies/cel/environment.ts";
import { kubernetesSchema } from "../../../src/policies/schemas/kubernetes.ts";
import { like, outcomeOf } from "./evaluating.ts";

describe("an expression that can't be right is refused before any object is seen", () => {
  test.each([
    ["object.a ==", "a value was expected, not the end (column 12)"],
    ["object.a == 'x", "a text begins with ' and does not end (column 13)"],
    ["objekt.a", "undeclared reference to 'objekt' (column 1)"],
    ["true &&\n  foo", "undeclared reference to 'foo' (line 2, column 3)"],
    ["unheardOf(object)", "undeclared reference to 'unheardOf': Kubernetes has no function"],
    ["math.greatest(1, 2) == 2", "undeclared reference to 'math.greatest': Kubernetes has no"],
    ["cel.bind(x, 1, x == 1)", "undeclared reference to 'cel.bind': Kubernetes has no function"],
    ["1 + 'x'", "found no matching overload for '_+_' applied to '(int, string)' (column 3)"],
    ["object.a && 1", "found no matching overload for '_&&_' applied to '(dyn, int)'"],
    ["request.opeartion == 'CREATE'", "undefined field 'opeartion'"],
    ["namespaceObject.metadata.uid == ''", "undefined field 'uid'"],
    ["'a'.b", "type 'string' does not support field selection (column 5)"],
    ["1.all(x, true)", "expression of type 'int' cannot be range of a comprehension"],
    ["[1].all(x, x)", "expected type 'bool' but found 'int'"],
    ["[1, 'a'].size() > 0", "expected type 'int' but found 'string'"],
    ["object.a.matches('(')", "invalid matches argument"],
    ["duration('1 hour') == duration('1h')", "invalid duration argument"],
    ["package == 1", '"package" is a reserved word (column 1)'],
    [`${"(".repeat(400)}1${")".repeat(400)} == 1`, "the expression is nested too deeply"],
    [`${"!".repeat(1_000)}-`, "a value was expected"],
    [`'${"x".repeat(100_000)}' == ''`, "the expression is longer than 100000 characters"],
  ])("%s", (expression, message) => {
    const came = compile(expression);
    expect(came.kind === "problem" ? came.message : came.kind).toContain(message);
  });

  test("the place is counted in lines and columns", () => {
    expect(compile("true &&\n  foo")).toMatchObject({ line: 2, column: 3 });
  });

  test.each([
    ["object.a", "bool", /must evaluate to bool but got dyn/],
    ["object.a == 1", "bool", true],
    ["1", "string", /must evaluate to string but got int/],
    ["'a' + object.b", "string", "ab"],
  ] as const)("%s where a %s is wanted", (expression, result, wanted) => {
    const came = outcomeOf(expression, { result, object: { a: 1, b: "b" } });
    expect(came).toEqual(like(wanted));
  });

  test.each([
    "object.foo < params.x",
    "object.foo == oldObject.foo",
    "object == null || oldObject == null || object.foo == oldObject.foo",
    "object.spec.string.matches('[0-9]+')",
    "object.spec.string.findAll('[0-9]+').size() > 0",
    "object.spec.list.isSorted()",
    "url(object.spec.endpoint).getHostname() in ['ok1', 'ok2']",
    "request.kind.group == 'example.com' && request.requestResource.resource == 'fake'",
    "request.userInfo.groups == ['system:authenticated', 'my-admin-group']",
    "request.userInfo.extra == {'some-key': ['some-value1', 'some-value2']}",
    "request.options == {'whatever': 'you want'}",
    "authorizer.group('') != null",
  ])("Kubernetes takes it as a validation (plugin/cel/compile_test.go): %s", (expression) => {
    expect(compile(expression, { result: "bool" }).kind).toBe("compiled");
    expect(compile(`string(${expression})`, { result: "string" }).kind).toBe("compiled");
  });

  test("a variable has the type of its expression, and only those before it are there", () => {
    const size = compile("object.list.size()");
    if (size.kind === "problem") throw new Error(size.message);
    const variables = new Map([["size", size.type]]);
    expect(compile("variables.size + 1 > 2", { variables }).kind).toBe("compiled");
    expect(compile("variables.size + 'x' == ''", { variables })).toMatchObject({
      message: expect.stringContaining("applied to '(int, string)'"),
    });
    expect(compile("variables.length > 2", { variables })).toMatchObject({
      message: expect.stringContaining("undefined field 'length'"),
    });
  });
});

describe("the functions of a version (apiserver pkg/cel/environment/base.go)", () => {
  test.each([
    [28, "quantity('1') == quantity('1')"],
    [28, "object.?a.hasValue()"],
    [29, "sets.contains([1], [1])"],
    [29, "'%s'.format(['a']) == 'a'"],
    [30, "isIP('::1')"],
    [30, "cidr('10.0.0.0/8').containsIP('10.0.0.1')"],
    [31, "format.dns1123Label().validate('a').hasValue()"],
    [31, "authorizer.group('').resource('pods').labelSelector('a=b').check('get').allowed()"],
    [32, "[1].all(i, v, v > i)"],
    [32, "[1].transformList(i, v, v) == [1]"],
    [33, "semver('1.0.0').major() == 1"],
    [34, "[2, 1].sort() == [1, 2]"],
    [34, "[2, 1].sortBy(x, x) == [1, 2]"],
    [34, "[1].first().hasValue()"],
  ])("1.%i: %s", (minor, expression) => {
    const before = compile(expression, { kubernetesVersion: `1.${minor - 1}` });
    expect(before).toMatchObject({
      kind: "problem",
      message: expect.stringMatching(
        new RegExp(`with Kubernetes 1\\.${minor}; the policies are checked for 1\\.${minor - 1}`),
      ),
    });
    expect(compile(expression, { kubernetesVersion: `v1.${minor}.2` }).kind).toBe("compiled");
    expect(compile(expression).kind).toBe("compiled");
  });
});

describe("with the schema of the objects", () => {
  const pods = { ...kubernetesSchema(), $ref: "#/definitions/V1Pod" };
  const claims = {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          size: { type: "string", enum: ["small", "large"] },
          replicas: { type: "integer" },
          port: { "x-kubernetes-int-or-string": true },
          tags: { type: "object", additionalProperties: { type: "string" } },
          created: { type: "string", format: "date-time" },
          free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      },
    },
  };

  test.each([
    ["object.spec.containers.all(c, !has(c.securityContext.privileged))", pods, undefined],
    ["object.spec.container.all(c, true)", pods, "undefined field 'container'"],
    ["object.spec.containers.all(c, c.imagee != '')", pods, "undefined field 'imagee'"],
    ["object.spec.hostNetwork == 'true'", pods, "applied to '(bool, string)'"],
    ["object.metadata.labels.exists(k, k == 'app') && object.kind == 'Pod'", pods, undefined],
    ["has(object.spec.initContainers) && oldObject.spec.nodeNam == ''", pods, "'nodeNam'"],
    ["object.spec.size == 'small' && object.spec.tags['a'] == 'b'", claims, undefined],
    ["object.spec.replicas > '3'", claims, "applied to '(int, string)'"],
    ["object.spec.port == 1 || object.spec.port == 'http'", claims, undefined],
    ["object.spec.created.startsWith('2024') && object.spec.free.any == 1", claims, undefined],
    ["object.spec.free.any.thing && object.metadata.name == ''", claims, undefined],
    ["object.specs.size == ''", claims, "undefined field 'specs'"],
  ])("%s", (expression, schema, wanted) => {
    const compiled = compile(expression);
    if (compiled.kind === "problem") throw new Error(compiled.message);
    const messages = checkAgainstSchema(compiled, schema).map(({ message }) => message);
    const known = messages.filter((message) => wanted !== undefined && message.includes(wanted));
    expect(messages).toHaveLength(wanted === undefined ? 0 : 1);
    expect(known).toEqual(messages);
  });
});

describe("objects that a mutation makes", () => {
  test("have the name of the place they will stand at", () => {
    const made = outcomeOf("Object{spec: Object.spec{replicas: 3, ?paused: object.?paused}}", {
      mutates: true,
      object: {},
    });
    expect(made).toMatchObject({
      typeName: "Object",
      fields: new Map([["spec", expect.anything()]]),
    });
  });

  test.each([
    [
      "Object{spec: Object.status{replicas: 3}}",
      { mutates: true },
      /Object.status stands where its fields need Object.spec/,
    ],
    ["JSONPatch{opp: 'add'}", { mutates: true }, /undefined field 'opp'/],
    ["Pod{}", { mutates: true }, /undeclared reference to 'Pod'/],
    ["Object{spec: 1}", {}, /undeclared reference to 'Object'/],
    ["jsonpatch.escapeKey('a') == ''", {}, /no function of this name/],
    ["jsonpatch.escapeKey('a/b~c')", { mutates: true }, /^a~1b~0c$/],
    ["[JSONPatch{op: 'add', path: '/a', value: 1}][0].path", { mutates: true }, /^\/a$/],
  ])("%s", (expression, options, wanted) => {
    expect(outcomeOf(expression, options)).toMatch(wanted);
  });
});
