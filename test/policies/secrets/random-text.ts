export const lower = "abcdefghijklmnopqrstuvwxyz";
export const upper = lower.toUpperCase();
export const digits = "0123456789";
export const word = lower + upper + digits;

let state = 42;

/** Always the same "random" text, so that a failure can be seen again. */
export function random(length: number, characters = word): string {
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return characters[Math.floor((state / 2_147_483_648) * characters.length)] ?? "";
  }).join("");
}

export const base64 = (text: string): string => Buffer.from(text).toString("base64");
export const keyBlock = (kind: string): string =>
  [`-----BEGIN ${kind}-----`, random(64), random(64), `-----END ${kind}-----`].join("\n");
/** A Pod whose container has these environment variables. */
export function pod(env: string): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: app, namespace: team-alpha }
spec:
  containers:
    - name: app
      image: registry.example.com/app:1.0.0
      env:
${env}`;
}
