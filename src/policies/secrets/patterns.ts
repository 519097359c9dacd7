/** A credential's form that @secretlint does not know (it misses all of Azure's and JWTs). */
export interface SecretPattern {
  readonly name: string;
  readonly pattern: RegExp;
}

/** A form that stands alone, between characters that can't be part of it. */
function alone(name: string, form: string, characters = "A-Za-z0-9_-"): SecretPattern {
  return { name, pattern: new RegExp(`(?<![${characters}])${form}(?![${characters}])`, "g") };
}

/** Each has only bounded or single-class repetitions, so that none can backtrack far. */
export const secretPatterns: readonly SecretPattern[] = [
  { name: "Azure storage account key", pattern: /AccountKey=[A-Za-z0-9+/]{86}==/g },
  { name: "Azure shared access key", pattern: /SharedAccessKey=[A-Za-z0-9+/]{43}=/g },
  {
    name: "Azure client secret",
    pattern:
      /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/g,
  },
  { name: "Azure shared access signature", pattern: /[?&]sig=[A-Za-z0-9%+/]{43,64}(?:%3[Dd]|=)/g },
  {
    name: "Azure App Configuration key",
    pattern: /Endpoint=https:[^;\s]{8,200};Id=[^;\s]{4,60};Secret=[A-Za-z0-9+/]{40,90}={0,2}/g,
  },
  {
    name: "Azure Cache key",
    pattern: /password=[A-Za-z0-9+/]{43}=,\s{0,3}ssl=/gi,
  },
  // A mark in the middle is looked for first, and what stands before it afterwards: that is ten times as fast.
  {
    name: "Azure DevOps token",
    pattern: /AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])(?<=[A-Za-z0-9]{84})/g,
  },
  // Keys that Azure marks for scanners, by service (microsoft/security-utilities, identifiable keys).
  {
    name: "Azure service key",
    pattern:
      /(?:(?:APIM|ACDb|\+(?:ABa|AMC|ASt))[A-Za-z0-9+/]{5}[AQgw]==(?<=[A-Za-z0-9+/=]{88})|(?:AIoT|AzCa|\+(?:ASb|AEh|ARm))[A-P][A-Za-z0-9+/]{5}=(?<=[A-Za-z0-9+/=]{44})|AzFu[A-Za-z0-9+/]{5}[AQgw]==(?<=[A-Za-z0-9+/=]{56})|(?:AzSe|\+ACR)[A-D][A-Za-z0-9+/]{5}(?<=[A-Za-z0-9+/=]{52}))(?![A-Za-z0-9+/=])/g,
  },
  {
    name: "password in a connection string",
    pattern:
      /(?:Server|Data Source|Host|AccountEndpoint)=[^;\n]{1,200};(?:[^;\n]{1,200};){0,12}?\s?(?:Password|Pwd)=(?![{<$*])[^;\s"']{6,128}/gi,
  },
  {
    name: "JSON Web Token",
    pattern:
      /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000}/g,
  },
  {
    name: "Google service account key",
    pattern: /["']?private_key["']?\s{0,9}:\s{0,9}["']?-----BEGIN (?:RSA )?PRIVATE KEY-----/g,
  },
  {
    // @secretlint wants more lines than a key on an elliptic curve has.
    name: "private key",
    pattern:
      /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr]){1,40}[A-Za-z0-9+/=]{40,80}/g,
  },
  alone("Google API key", "AIza[A-Za-z0-9_-]{35}"),
  alone("Google OAuth secret", "GOCSPX-[A-Za-z0-9_-]{28}"),
  alone("Stripe key", "(?:sk|rk)_live_[A-Za-z0-9]{24,99}"),
  alone("Twilio key", "SK[0-9a-f]{32}"),
  alone("GitLab token", "gl(?:pat|ptt|dt|rt|cbt)-[A-Za-z0-9_-]{20,60}"),
  alone("PyPI token", "pypi-AgE[A-Za-z0-9_-]{50,300}"),
  alone("Docker Hub token", "dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,60}"),
  alone("Atlassian token", "ATATT3[A-Za-z0-9_=-]{60,250}"),
  {
    name: "HashiCorp Terraform token",
    pattern:
      /\.atlasv1\.[A-Za-z0-9_=-]{60,70}(?<=[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70})/g,
  },
  alone("HashiCorp Vault token", "hv[sb]\\.[A-Za-z0-9_-]{24,200}"),
  alone("age key", "AGE-SECRET-KEY-1[0-9A-Z]{58}"),
  alone("DigitalOcean token", "do[opr]_v1_[a-f0-9]{64}"),
  alone("New Relic key", "NRAK-[A-Z0-9]{27}"),
  alone("Telegram bot token", "\\d{8,10}:AA[A-Za-z0-9_-]{33}"),
  alone("Argo CD or Grafana token", "glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}"),
  alone("AWS access key", "(?:AKIA|ASIA)[A-Z2-7]{16}"),
];
