import { parseDocument } from "yaml";
import { notJsonNumber, readPlainScalar } from "./plain-scalars.ts";

/**
 * Characters that no reader takes for a sign of YAML wherever a scalar may stand, in flow collections too. Narrower
 * than YAML: what is outside is quoted, which is always right.
 */
const harmless = /^[A-Za-z0-9_./][A-Za-z0-9_./@+~=-]*(?::[A-Za-z0-9_./@+~=-]+)*$/;

/**
 * Whether a text may stand in YAML without quotes and is read as that text by every reader: by YAML 1.1 (libyaml,
 * PyYAML), by YAML 1.2 and by Kubernetes. `1.4.2` and `sha256:ab…` may; `1.10`, `0777`, `1e3`, `2024-01-01`, `12:30`
 * and `yes` may not.
 */
export function isPlainText(text: string): boolean {
  if (!harmless.test(text) || ["=", ".", "---", "..."].includes(text)) return false;
  if (readPlainScalar(text) !== text || notJsonNumber.test(text)) return false;
  return isStringIn(text, "1.1") && isStringIn(text, "1.2");
}

function isStringIn(text: string, version: "1.1" | "1.2"): boolean {
  const schema = version === "1.1" ? "yaml-1.1" : "core";
  return parseDocument(text, { version, schema, logLevel: "silent" }).toJS() === text;
}
