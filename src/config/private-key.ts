import { createPrivateKey } from "node:crypto";

/** A private key that can sign for a GitHub App, or what is wrong with the text. Neither ever shows the text. */
export type ParsedPrivateKey =
  | { readonly kind: "key"; readonly pem: string }
  | { readonly kind: "broken"; readonly reason: string };

/**
 * Reads an RSA private key as people paste it: PEM, PEM with `\n` for line ends (as in .env files), or base64 of the PEM.
 */
export function parsePrivateKey(text: string): ParsedPrivateKey {
  const pem = toPem(text);
  if (!pem.includes("-----BEGIN"))
    return broken("it is neither PEM (-----BEGIN RSA PRIVATE KEY-----) nor base64 of PEM");
  if (/-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(pem))
    return broken(
      "it is a public key; the private one is in the file that GitHub let you download",
    );
  if (pem.includes("-----BEGIN CERTIFICATE-----")) return broken("it is a certificate, not a key");
  if (pem.includes("-----BEGIN OPENSSH PRIVATE KEY-----"))
    return broken("it is an SSH key; GitHub Apps use the .pem file from the App's settings page");
  if (pem.includes("ENCRYPTED")) return broken("it is locked with a passphrase");
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "rsa") return { kind: "key", pem };
    return broken(`it is a key of type ${key.asymmetricKeyType}, not RSA`);
  } catch {
    // The library's message is left out: it could quote a part of the key.
    return broken("it can't be read; it may be cut off or have lost its line ends");
  }
}

function toPem(text: string): string {
  const withLines = text.replaceAll(String.raw`\n`, "\n").trim();
  if (withLines.includes("-----BEGIN")) return withLines;
  if (!/^[A-Za-z0-9+/=\s]+$/.test(withLines)) return withLines;
  return Buffer.from(withLines, "base64").toString("utf8").trim();
}

function broken(reason: string): ParsedPrivateKey {
  return { kind: "broken", reason };
}
