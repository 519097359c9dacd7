import { base64, pod, random, word } from "./random-text.ts";

/** A file that only looks as if it held a credential. */
export interface NearMiss {
  readonly what: string;
  readonly path: string;
  readonly content: string;
}

const near = (what: string, content: string, path = "config/app.yaml"): NearMiss => ({
  what,
  content,
  path,
});
const secretObject = (fields: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: b }\n${fields}`;

export const nearMisses: readonly NearMiss[] = [
  near(
    "a reference to a Secret",
    pod(
      `        - name: DB_PASSWORD\n          valueFrom: { secretKeyRef: { name: db, key: password } }\n`,
    ),
  ),
  near("a Secret's name", "secretName: my-app-tls-2024\n"),
  near("the name under secret", "auth:\n  secret: orders-db-credentials\n  token: token-key\n"),
  near("the key under password", "existingSecretPasswordKey: password\npassword: db-password\n"),
  near("a Helm value", "password: {{ .Values.db.password | b64enc }}\n", "chart/templates/a.yaml"),
  near("a variable to substitute", "password: ${DB_PASSWORD}\ntoken: $(TOKEN)\n"),
  near("an angle placeholder", "password: <your-password>\napiKey: <API_KEY>\n"),
  near("changeme", "password: changeme123!\nadminPassword: CHANGE-ME-now1\n"),
  near("an example", "apiKey: example-key-1234567890\nclientSecret: your-client-secret-1\n"),
  near("stars", "password: ********\ntoken: xxxxxxxxxxxxxxxx1\n"),
  near("a Vault reference", "password: vault:secret/data/orders#password1\n"),
  near("a vals reference", "password: ref+azurekeyvault://kv/orders1\n"),
  near("a 1Password reference", "password: op://platform/orders/password1\n"),
  near(
    "a Key Vault reference",
    "clientSecret: '@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/a1)'\n",
  ),
  near(
    "a Key Vault URL",
    "secret: https://platform-kv.vault.azure.net/secrets/orders/0123456789\n",
  ),
  near("an ARN", "secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-a1B2c3\n"),
  near("a Google secret's path", "secret: projects/12345/secrets/orders/versions/3\n"),
  near(
    "a path",
    "token: /var/run/secrets/kubernetes.io/serviceaccount/token\npassword: ./files/pw1.txt\n",
  ),
  near(
    "SOPS",
    "password: ENC[AES256_GCM,data:Tr7o1a2b3c==,iv:1a2b3c=,tag:9z8y=,type:str]\nsops:\n  version: 3.9.0\n",
  ),
  near(
    "a SOPS Secret",
    secretObject(
      "stringData: { password: 'ENC[AES256_GCM,data:x1Y2z3==,type:str]' }\nsops: { version: 3.9.0 }\n",
    ),
  ),
  near(
    "a SealedSecret",
    `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: a, namespace: b }\nspec:\n  encryptedData:\n    password: Ag${random(600, `${word}+/`)}==\n`,
  ),
  near(
    "an ExternalSecret with a template",
    `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: a, namespace: b }\nspec:\n  secretStoreRef: { name: kv, kind: ClusterSecretStore }\n  target:\n    name: orders\n    template: { data: { url: "postgres://app:{{ .password }}@db/orders" } }\n  data:\n    - secretKey: password\n      remoteRef: { key: orders-db-password }\n`,
  ),
  near(
    "a Secret of placeholders",
    secretObject('stringData:\n  password: "<path:kv/data/orders#password>"\n  token: ${TOKEN}\n'),
  ),
  near("a Secret with nothing in it", secretObject("type: Opaque\n")),
  near(
    "an image digest",
    `image: registry.example.com/app@sha256:${random(64, "abcdef0123456789")}\n`,
  ),
  near("a Git commit", `revision: ${random(40, "abcdef0123456789")}\n`),
  near("a checksum", `checksum/config: ${random(64, "abcdef0123456789")}\n`),
  near("an integrity hash", `{ "integrity": "sha512-${random(86)}==" }\n`, "package-lock.json"),
  near("go.sum", `github.com/a/b v1.2.3 h1:${random(43)}=\n`, "go.sum"),
  near("a public key", `key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${random(42)} me@example.com\n`),
  near(
    "a certificate",
    `ca.crt: |\n  -----BEGIN CERTIFICATE-----\n  MIID${random(60)}\n  -----END CERTIFICATE-----\n`,
  ),
  near(
    "a certificate in base64",
    `caBundle: ${base64(`-----BEGIN CERTIFICATE-----\nMIID${random(60)}\n-----END CERTIFICATE-----\n`)}\n`,
  ),
  near(
    "a public key block",
    `key: |\n  -----BEGIN PUBLIC KEY-----\n  MIIB${random(60)}\n  -----END PUBLIC KEY-----\n`,
  ),
  near("a UUID", "tenantToken: 3f2504e0-4f89-41d3-9a0c-0305e82c3301\n"),
  near(
    "a variable in source code",
    "const password = readPassword1(config);\nconst token = process.env.TOKEN1;\n",
    "src/a.ts",
  ),
  near(
    "a type in source code",
    "interface A {\n  password: string1;\n  token?: OptionalToken1;\n}\n",
    "src/a.ts",
  ),
  near(
    "a comparison in source code",
    'if (token === "") throw new Error("token: missing");\n',
    "src/a.ts",
  ),
  near("a Terraform variable", "administrator_password = var.admin_password1\n", "main.tf"),
  near("a boolean", "automountServiceAccountToken: false\nrotateToken: enabled\n"),
  near("a number", "maxToken: 1234567890\n"),
  near("a duration and a header", "accessTokenLifetime: 3600s\ntoken: Authorization\n"),
  near("an issuer's URL", "tokenUrl: https://login.example.com/oauth2/v2.0/token\n"),
  near("a URL with a variable password", "url: postgres://app:${PASSWORD}@db.example.com/orders\n"),
  near(
    "Docker's configuration with a helper",
    '{ "auths": { "registry.example.com": {} }, "credsStore": "acr-env" }\n',
    ".docker/config.json",
  ),
  near("a policy about passwords", "passwordPolicy: minLength=12\nsecretTypes: Opaque\n"),
  near("a keyless signature", `cosign: "MEUCIQ${random(64)}"\n`),
  near(
    "base64 of a plain text",
    `note: ${base64("This is only a text that explains the settings of the application.")}\n`,
  ),
  near("a list of names", "imagePullSecrets:\n  - name: acr-pull-secret-2\n"),
];
