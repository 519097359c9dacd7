import { base64, digits, keyBlock, lower, pod, random, upper } from "./random-text.ts";

/**
 * Files with one credential each, and files that only look like it. The credentials are random text of the right form,
 * put together here, so that no scanner takes this repository for a leak.
 */
export interface PlantedFile {
  readonly what: string;
  readonly path: string;
  readonly content: string;
  /** The part that must never be shown. */
  readonly secret: string;
  readonly line: number;
}

/** A credential in the second line of a YAML file, as `key: "value"`. */
function inYaml(what: string, secret: string, key = "value"): PlantedFile {
  return {
    what,
    path: "config/app.yaml",
    content: `first: line\n${key}: "${secret}"\n`,
    secret,
    line: 2,
  };
}

function inFile(
  what: string,
  secret: string,
  file: { path: string; content: string; line: number },
): PlantedFile {
  return { what, secret, ...file };
}

const jwt = ["eyJ", random(30), ".", "eyJ", random(60), ".", random(43)].join("");

const github = `ghp_${random(36)}`;
const awsSecret = random(40);
const dockerAuth = base64(`robot:${random(24)}`);
const dockerConfig = JSON.stringify({ auths: { "registry.example.com": { auth: dockerAuth } } });
const keyText = keyBlock("RSA PRIVATE KEY");
const password = `Kx7-${random(12)}`;
const twoLines = random(28);
const flow = random(30);

export const planted: readonly PlantedFile[] = [
  inYaml("a GitHub token", github),
  inYaml("a fine-grained GitHub token", `github_pat_${random(22)}_${random(59)}`),
  inYaml("a GitLab token", `glpat-${random(20)}`),
  inYaml(
    "a Slack bot token",
    ["xoxb", random(12, digits), random(12, digits), random(24)].join("-"),
  ),
  inYaml(
    "a Slack webhook",
    `https://hooks.slack.com/services/T${random(8, upper + digits)}/B${random(10, upper + digits)}/${random(24)}`,
  ),
  inYaml("an npm token", `npm_${random(36)}`),
  inYaml("a PyPI token", `pypi-AgEIcHlwaS5vcmc${random(60)}`),
  inYaml("an Anthropic key", `sk-ant-api03-${random(93)}AA`),
  inYaml("a Stripe key", `sk_live_${random(24)}`),
  inYaml("a SendGrid key", `SG.${random(22)}.${random(43)}`),
  inYaml("a Google API key", `AIza${random(35)}`),
  inYaml("a Google OAuth secret", `GOCSPX-${random(28)}`),
  inYaml("a Docker Hub token", `dckr_pat_${random(27)}`),
  inYaml("a Vault token", `hvs.${random(95)}`),
  inYaml("a Terraform token", `${random(14)}.atlasv1.${random(67)}`),
  inYaml("an age key", `AGE-SECRET-KEY-1${random(58, upper + digits)}`),
  inYaml("a DigitalOcean token", `dop_v1_${random(64, "abcdef0123456789")}`),
  inYaml("a JSON Web Token", jwt),
  inYaml(
    "an Azure storage key",
    `DefaultEndpointsProtocol=https;AccountName=orders;AccountKey=${random(86)}==;EndpointSuffix=core.windows.net`,
  ),
  inYaml(
    "an Azure Service Bus key",
    `Endpoint=sb://orders.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${random(43)}=`,
  ),
  inYaml("an Azure client secret", `${random(3)}8Q~${random(34)}`),
  inYaml(
    "an Azure SAS",
    `https://orders.blob.core.windows.net/backup?sv=2024-08-04&sp=r&sig=${random(43)}%3D`,
  ),
  inYaml(
    "an Azure App Configuration key",
    `Endpoint=https://orders.azconfig.io;Id=ab-l1-s0:${random(20)};Secret=${random(43)}=`,
  ),
  inYaml(
    "an Azure Cache key",
    `orders.redis.cache.windows.net:6380,password=${random(43)}=,ssl=True`,
  ),
  inYaml(
    "an Azure SQL password",
    `Server=tcp:orders.database.windows.net,1433;Initial Catalog=orders;User ID=app;Password=${random(16)};Encrypt=True`,
  ),
  inYaml("an Azure DevOps token", `${random(76)}AZDO${random(4)}`),
  inYaml("a password in a URL", `https://robot:${random(20)}@git.example.com/app.git`),
  inYaml("a database URL", `postgres://app:${random(20)}@db.example.com:5432/orders`),
  inYaml("a password by its name", password, "dbPassword"),
  inYaml("an API key by its name", random(32, lower + digits), "stripe_api_key"),
  inYaml("a client secret by its name", `${random(20)}!9a`, "clientSecret"),
  inFile("an AWS access key", `AKIA${random(16, upper + "234567")}`, {
    path: ".aws/credentials",
    content: "",
    line: 2,
  }),
  inFile("an AWS secret in two lines of an environment variable", awsSecret, {
    path: "pod.yaml",
    content: pod(`        - name: AWS_SECRET_ACCESS_KEY\n          value: ${awsSecret}\n`),
    line: 10,
  }),
  inFile("an environment variable in values.yaml", twoLines, {
    path: "chart/values.yaml",
    content: `env:\n  - name: PAYMENT_TOKEN\n    value: "${twoLines}"\n`,
    line: 3,
  }),
  inFile("an environment variable in braces", flow, {
    path: "pod.yaml",
    content: pod(`        - { name: PAYMENT_API_KEY, value: ${flow} }\n`),
    line: 9,
  }),
  inFile("a private key in a block", keyText.slice(40, 80), {
    path: "cert.yaml",
    content: `tls:\n  key: |\n${keyText.replaceAll(/^/gm, "    ")}\n`,
    line: 3,
  }),
  inFile("a private key of its own file", keyText.slice(40, 80), {
    path: "id_rsa",
    content: `${keyText}\n`,
    line: 1,
  }),
  inFile("a Google service account in YAML", random(10), {
    path: "gcp.yaml",
    content: `type: service_account\nprivate_key: "-----BEGIN PRIVATE KEY-----\\n${random(64)}\\n-----END PRIVATE KEY-----\\n"\n`,
    line: 2,
  }),
  inFile("a token in a Secret's data", base64(github), {
    path: "secret.yaml",
    content: `apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: b }\ndata:\n  token: ${base64(github)}\n`,
    line: 5,
  }),
  inFile("Docker's configuration in a Secret", base64(dockerConfig), {
    path: "pull.yaml",
    content: `apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: b }\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: ${base64(dockerConfig)}\n`,
    line: 6,
  }),
  inFile("Docker's configuration as JSON", dockerAuth, {
    path: ".docker/config.json",
    content: `{\n"auths": { "registry.example.com": { "auth": "${dockerAuth}" } }\n}\n`,
    line: 2,
  }),
  inFile("a kubeconfig's key", base64(keyText), {
    path: "kubeconfig",
    content: `users:\n  - name: admin\n    user:\n      client-key-data: ${base64(keyText)}\n`,
    line: 4,
  }),
  inFile("a password in a .env file", password, {
    path: ".env",
    content: `A=b\nDB_PASSWORD=${password}\n`,
    line: 2,
  }),
  inFile("a password in properties", password, {
    path: "application.properties",
    content: `a=b\nspring.datasource.password=${password}\n`,
    line: 2,
  }),
  inFile("a password in source code", password, {
    path: "src/db.ts",
    content: `const user = "app";\nconst password = "${password}";\n`,
    line: 2,
  }),
  inFile("a password in JSON", password, {
    path: "config.json",
    content: `{\n  "adminPassword": "${password}"\n}\n`,
    line: 2,
  }),
  inFile("a password in a Helm template", password, {
    path: "chart/templates/secret.yaml",
    content: `metadata:\n  name: {{ .Release.Name }}\nstringData:\n  password: ${password}\n`,
    line: 4,
  }),
  inFile("a key that base64 hides in a ConfigMap", base64(keyText), {
    path: "cm.yaml",
    content: `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: b }\nbinaryData:\n  key.pem: ${base64(keyText)}\n`,
    line: 5,
  }),
].map((file) =>
  file.content === ""
    ? { ...file, content: `[default]\naws_access_key_id = ${file.secret}\n` }
    : file,
);
