import { compile } from "../../src/policies/cel/environment.ts";
import { evaluate } from "../../src/policies/cel/evaluate.ts";
import { toCelObject } from "../../src/policies/cel/values.ts";

/** Expressions as policies have them: a look at a field, a loop, a loop in a loop, a pattern, a quantity, an error. */
const expressions: Readonly<Record<string, string>> = {
  field: "has(object.spec.template.spec.hostNetwork) && object.spec.template.spec.hostNetwork",
  loop: "object.spec.template.spec.containers.all(c, has(c.resources) && c.image.contains(':'))",
  nested:
    "object.spec.template.spec.containers.all(c, !has(c.ports) || c.ports.all(p, p.containerPort > 1024 && p.containerPort < 65536))",
  pattern: "object.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
  quantity:
    "quantity(object.spec.template.spec.containers[0].resources.limits.memory).isLessThan(quantity('2Gi'))",
  error: "object.spec.absent.field == 'x' || object.kind == 'Deployment'",
};

const container = {
  name: "app",
  image: "registry.example.com/app:1.2.3",
  ports: [{ containerPort: 8_080 }, { containerPort: 8_443 }],
  resources: { limits: { memory: "512Mi" } },
};
const { value: object } = toCelObject({
  kind: "Deployment",
  metadata: { name: "orders-api" },
  spec: {
    template: { spec: { hostNetwork: false, containers: [container, container, container] } },
  },
});

/** Prints how many evaluations a second each expression allows, after a warm-up. `node scripts/bench/cel.ts` */
for (const [name, expression] of Object.entries(expressions)) {
  const compiled = compile(expression);
  if (compiled.kind === "problem") throw new Error(compiled.message);
  const run = (times: number): number => {
    const start = performance.now();
    for (let left = times; left > 0; left -= 1) evaluate(compiled, { object });
    return performance.now() - start;
  };
  run(5_000);
  const times = 50_000;
  const perSecond = times / (run(times) / 1_000);
  console.log(
    `${name.padEnd(10)} ${Math.round(perSecond).toLocaleString("en-US").padStart(12)} a second`,
  );
}
