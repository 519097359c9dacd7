import { BlockList, isIP } from "node:net";
import type { Environment } from "@marcbachmann/cel-js";

/** An IP address. */
export class Ip {
  readonly text: string;
  readonly family: 4 | 6;

  constructor(text: string) {
    this.text = text;
    this.family = isIP(text) === 6 ? 6 : 4;
  }
}

/** A range of IP addresses. */
export class Cidr {
  readonly ip: Ip;
  readonly prefix: number;

  constructor(ip: Ip, prefix: number) {
    this.ip = ip;
    this.prefix = prefix;
  }
}

function ipOf(text: string): Ip {
  if (isIP(text) === 0) throw new Error(`"${text}" is not an IP address`);
  return new Ip(text);
}

function parseCidr(text: string): Cidr | undefined {
  const match = /^([0-9A-Fa-f:.]{2,45})\/(\d{1,3})$/.exec(text);
  const [, address = "", digits = ""] = match ?? [];
  if (isIP(address) === 0) return undefined;
  const ip = new Ip(address);
  const prefix = Number(digits);
  return prefix <= (ip.family === 4 ? 32 : 128) ? new Cidr(ip, prefix) : undefined;
}

function cidrOf(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`"${text}" is not a CIDR`);
  return cidr;
}

const familyName = (ip: Ip): "ipv4" | "ipv6" => (ip.family === 4 ? "ipv4" : "ipv6");

function containsIp(cidr: Cidr, ip: Ip): boolean {
  if (cidr.ip.family !== ip.family) return false;
  const list = new BlockList();
  list.addSubnet(cidr.ip.text, cidr.prefix, familyName(cidr.ip));
  return list.check(ip.text, familyName(ip));
}

const isIn = (ip: Ip, ...ranges: readonly string[]): boolean =>
  ranges.some((range) => containsIp(cidrOf(range), ip));

const containsCidr = (outer: Cidr, inner: Cidr): boolean =>
  outer.prefix <= inner.prefix && containsIp(outer, inner.ip);

/** Kubernetes' IP and CIDR libraries (apiserver pkg/cel/library/ip.go, cidr.go). */
export function registerNetwork(environment: Environment): void {
  const add = (signature: string, run: (...parts: never[]) => unknown): void => {
    environment.registerFunction(signature, run, { async: false });
  };
  environment.registerType("net.IP", { ctor: Ip });
  environment.registerType("net.CIDR", { ctor: Cidr });
  add("ip(string): net.IP", ipOf);
  add("isIP(string): bool", (text: string) => isIP(text) !== 0);
  add("net.IP.family(): int", (ip: Ip) => BigInt(ip.family));
  add("net.IP.isLoopback(): bool", (ip: Ip) => isIn(ip, "127.0.0.0/8", "::1/128"));
  add("net.IP.isUnspecified(): bool", (ip: Ip) => isIn(ip, "0.0.0.0/32", "::/128"));
  add("net.IP.isLinkLocalUnicast(): bool", (ip: Ip) => isIn(ip, "169.254.0.0/16", "fe80::/10"));
  add("net.IP.isLinkLocalMulticast(): bool", (ip: Ip) => isIn(ip, "224.0.0.0/24", "ff02::/16"));
  add(
    "net.IP.isGlobalUnicast(): bool",
    (ip: Ip) =>
      !isIn(
        ip,
        "0.0.0.0/32",
        "::/128",
        "127.0.0.0/8",
        "::1/128",
        "224.0.0.0/4",
        "ff00::/8",
        "169.254.0.0/16",
        "fe80::/10",
        "255.255.255.255/32",
      ),
  );
  add("cidr(string): net.CIDR", cidrOf);
  add("isCIDR(string): bool", (text: string) => parseCidr(text) !== undefined);
  add("net.CIDR.containsIP(string): bool", (cidr: Cidr, ip: string) => containsIp(cidr, ipOf(ip)));
  add("net.CIDR.containsIP(net.IP): bool", containsIp);
  add("net.CIDR.containsCIDR(string): bool", (a: Cidr, b: string) => containsCidr(a, cidrOf(b)));
  add("net.CIDR.containsCIDR(net.CIDR): bool", containsCidr);
  add("net.CIDR.ip(): net.IP", (cidr: Cidr) => cidr.ip);
  add("net.CIDR.prefixLength(): int", (cidr: Cidr) => BigInt(cidr.prefix));
}
