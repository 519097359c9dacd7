/** A credential's form that @secretlint does not know (research: it misses all of Azure's and JWTs). */
export interface SecretPattern {
  readonly name: string;
  readonly pattern: RegExp;
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
    name: "JSON Web Token",
    pattern:
      /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000}/g,
  },
  {
    name: "Google service account key",
    pattern: /"private_key"\s{0,9}:\s{0,9}"-----BEGIN (?:RSA )?PRIVATE KEY-----/g,
  },
];
