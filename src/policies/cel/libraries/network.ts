import type { Environment } from "@marcbachmann/cel-js";

/** An IP address. */
export class Ip {
  readonly family: 4 | 6;
  readonly bits: bigint;

  constructor(family: 4 | 6, bits: bigint) {
    this.family = family;
    this.bits = bits;
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

/** Reads an address; undefined for none, and for those that Kubernetes refuses: zones, leading zeros, mapped IPv4. */
export function parseIp(text: string): Ip | undefined {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
    const parts = text.split(".");
    const fits = parts.every((part) => Number(part) <= 255 && String(Number(part)) === part);
    return fits ? new Ip(4, join(parts.map(Number), 8n)) : undefined;
  }
  const groups = groupsOf(text);
  return groups === undefined ? undefined : new Ip(6, join(groups, 16n));
}

/** The eight groups of an IPv6 address, `::` filled in with at least one zero. */
function groupsOf(text: string): readonly number[] | undefined {
  const sides = text.split("::");
  if (sides.length > 2 || !text.includes(":")) return undefined;
  const [before = [], after = []] = sides.map((side) => (side === "" ? [] : side.split(":")));
  const given = [...before, ...after];
  if (!given.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return undefined;
  if (sides.length === 1 ? given.length !== 8 : given.length > 7) return undefined;
  const zeros = Array.from({ length: 8 - given.length }, () => "0");
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}

function join(parts: readonly number[], width: bigint): bigint {
  return parts.reduce((bits, part) => (bits << width) | BigInt(part), 0n);
}

function ipOf(text: string): Ip {
  const ip = parseIp(text);
  if (ip === undefined) throw new Error(`"${text}" is not an IP address`);
  return ip;
}

function parseCidr(text: string): Cidr | undefined {
  const [, address = "", digits = ""] = /^([^/]{2,45})\/(\d{1,3})$/.exec(text) ?? [];
  const ip = parseIp(address);
  const prefix = Number(digits);
  if (ip === undefined || prefix > sizeOf(ip)) return undefined;
  return new Cidr(ip, prefix);
}

const sizeOf = (ip: Ip): number => (ip.family === 4 ? 32 : 128);

function cidrOf(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`"${text}" is not a CIDR`);
  return cidr;
}

function containsIp(cidr: Cidr, ip: Ip): boolean {
  if (cidr.ip.family !== ip.family) return false;
  const shift = BigInt(sizeOf(ip) - cidr.prefix);
  return cidr.ip.bits >> shift === ip.bits >> shift;
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
  add("isIP(string): bool", (text: string) => parseIp(text) !== undefined);
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
