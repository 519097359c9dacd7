import { parseArgs } from "node:util";
import { errorMessage } from "../domain/errors.ts";

export const checkUsage = `Usage: causeway check PATH… [--policies PATH…] [--no-default-policies] [--params PATH…]
                      [--base PATH] [--environment NAME] [--kubernetes-version 1.34]
                      [--format text|json|sarif]

Checks files and folders as a pull request is checked: YAML, schemas, admission policies, credentials, and what
Kustomize and Helm make of them where kustomize (or kubectl) and helm are installed. A platform.yaml among them, or
under --policies, says which guardrails are off, only warn or deny; files in a folder exemptions/ say what is exempted.
  --policies             files or folders with ValidatingAdmissionPolicies, XRDs and CRDs to judge by
  --no-default-policies  without the policies that ship with Causeway
  --params               files or folders with the objects that policies take as parameters
  --base                 what the files were before: a folder with the same files in it, one file, or git:REF for a
                         commit, branch or tag of the repository here
  --environment          the environment that the files are for, such as production
  --kubernetes-version   the cluster's Kubernetes version, such as 1.34
  --format               text (the default), json, or sarif (SARIF 2.1.0, for code scanning)
--policies and --params take several paths behind the paths to check, one in front of them, and may be repeated.

Exit status: 0 when nothing is denied, 1 when something is, 2 for wrong usage or input that can't be read.
`;

const formats = ["text", "json", "sarif"] as const;
export type CheckFormat = (typeof formats)[number];

/** What `causeway check` is asked to do. */
export interface CheckArguments {
  readonly paths: readonly string[];
  readonly policies: readonly string[];
  readonly params: readonly string[];
  readonly builtIn: boolean;
  readonly base?: string;
  readonly environment?: string;
  /** Major and minor: `1.34`. */
  readonly kubernetesVersion?: string;
  readonly format: CheckFormat;
}

const options = {
  policies: { type: "string", multiple: true },
  params: { type: "string", multiple: true },
  "no-default-policies": { type: "boolean", default: false },
  base: { type: "string" },
  environment: { type: "string" },
  "kubernetes-version": { type: "string" },
  format: { type: "string", default: "text" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Reads the command line; a sentence that says what was expected when it is wrong. `help` when help was asked for. */
export function parseCheckArguments(args: readonly string[]): CheckArguments | "help" | Error {
  try {
    const { values, tokens } = parseArgs({
      args: [...args],
      allowPositionals: true,
      tokens: true,
      options,
    });
    if (values.help) return "help";
    const { paths, policies, params } = listsOf(tokens);
    if (paths.length === 0) return new Error("Which files? Give at least one file or folder.");
    const format = formats.find((name) => name === values.format);
    if (format === undefined) {
      return new Error(`--format is "${values.format}"; expected text, json or sarif.`);
    }
    const version = values["kubernetes-version"];
    const kubernetesVersion = version === undefined ? undefined : minorVersion(version);
    if (version !== undefined && kubernetesVersion === undefined) {
      return new Error(
        `--kubernetes-version is "${version}"; expected a version with major and minor, such as 1.34.`,
      );
    }
    const { base, environment } = values;
    if (environment === "" || base === "") {
      const [name, example] = base === "" ? ["base", "old/"] : ["environment", "production"];
      return new Error(`--${name} is empty; expected a value such as ${example}.`);
    }
    return {
      paths,
      policies,
      params,
      builtIn: !values["no-default-policies"],
      format,
      ...(base === undefined ? {} : { base }),
      ...(environment === undefined ? {} : { environment }),
      ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    };
  } catch (error) {
    return new Error(firstSentence(errorMessage(error)));
  }
}

interface Token {
  readonly kind: "option" | "positional" | "option-terminator";
  readonly name?: string;
  readonly value?: string | undefined;
}

/**
 * `check a.yaml --policies p q` judges a.yaml by p and q, as the usage line has it. In front of the paths to check, an
 * option takes the one path behind it: `check --policies p a.yaml`.
 */
function listsOf(tokens: readonly Token[]) {
  const lists = { paths: [] as string[], policies: [] as string[], params: [] as string[] };
  let open: "policies" | "params" | undefined;
  for (const token of tokens) {
    if (token.kind === "option-terminator") open = undefined;
    if (token.kind === "positional") lists[open ?? "paths"].push(token.value ?? "");
    if (token.kind !== "option") continue;
    const name = token.name === "policies" || token.name === "params" ? token.name : undefined;
    if (name !== undefined) lists[name].push(token.value ?? "");
    open = name !== undefined && lists.paths.length > 0 ? name : undefined;
  }
  return lists;
}

/** `v1.34.2` is 1.34: schemas and CEL differ between minor versions only. */
function minorVersion(text: string): string | undefined {
  const [, minor] = /^v?(1\.\d{1,3})(?:\.\d+)?(?:[-+].*)?$/.exec(text) ?? [];
  return minor;
}

/** Node's own messages go on about positionals that begin with a dash. */
function firstSentence(message: string): string {
  const [first = message] = message.split(". To specify");
  return first.endsWith(".") ? first : `${first}.`;
}
