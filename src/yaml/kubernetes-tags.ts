import type { ScalarTag, Tags } from "yaml";
import { notJsonNumber, readPlainScalar } from "./plain-scalars.ts";

const prefix = "tag:yaml.org,2002:";

/** Every plain scalar that is not text goes through here; what it becomes is go-yaml's decision, not the library's. */
const plain: ScalarTag = {
  identify: () => false,
  default: true,
  tag: `${prefix}plain`,
  // The pattern must be cheap and miss none: a first sign of a number, a word of YAML 1.1, or nothing.
  test: /^(?:[-+.0-9].*|~|[nN](?:ull|o)?|NULL|NO|[yY](?:es)?|YES|[tT]rue|TRUE|[fF]alse|FALSE|[oO](?:n|ff)|ON|OFF|)$/s,
  resolve: (text, onError) => {
    if (notJsonNumber.test(text)) {
      onError(
        `Kubernetes can't read ${text}, because JSON has no such number; quote it to make it text`,
      );
    }
    return readPlainScalar(text);
  },
};

/** A scalar with a tag of its own, such as `!!int "12"`: its text must be what the tag says. */
function explicit(name: string, accepts: (value: unknown) => boolean): ScalarTag {
  return {
    identify: () => false,
    default: false,
    tag: prefix + name,
    resolve: (text, onError) => {
      const value = readPlainScalar(text);
      if (!accepts(value)) onError(`"${text}" is not what its tag !!${name} says`);
      return value;
    },
  };
}

const text = (name: string, read: (source: string) => string): ScalarTag => ({
  identify: () => false,
  default: false,
  tag: prefix + name,
  resolve: read,
});

/**
 * The tags to add to the library's `failsafe` schema, which knows maps, lists and strings. Checked against the real
 * sigs.k8s.io/yaml: test/fixtures/yaml/plain-scalars.json.
 */
export const kubernetesTags: Tags = [
  plain,
  explicit("null", (value) => value === null),
  explicit("bool", (value) => typeof value === "boolean"),
  explicit("int", (value) => Number.isInteger(value)),
  explicit("float", (value) => typeof value === "number"),
  text("timestamp", (source) => source),
  text("binary", (source) => Buffer.from(source, "base64").toString("utf8")),
  "merge",
];
