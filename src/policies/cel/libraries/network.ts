import { LibraryBuilder, type CallCost, type Library } from "../check/functions.ts";
import { CelError } from "../errors.ts";
import { perCharacter } from "../run/costs.ts";
import { Opaque, sizeOf } from "../scalars.ts";

/** An IP address. */
export class Ip extends Opaque {
  override readonly typeName = "net.IP";
  override readonly size: number;
  readonly family: 4 | 6;
  readonly bits: bigint;

  constructor(family: 4 | 6, bits: bigint) {
    super();
    this.family = family;
    this.bits = bits;
    this.size = Math.ceil(width(this) / 8);
  }

  override get identity(): string {
    return showIp(this);
  }
}

/** A range of IP addresses. */
class Cidr extends Opaque {
  override readonly typeName = "net.CIDR";
  override readonly size: number;
  readonly ip: Ip;
  readonly prefix: number;

  constructor(ip: Ip, prefix: number) {
    super();
    this.ip = ip;
    this.prefix = prefix;
    this.size = Math.ceil(prefix / 8);
  }

  override get identity(): string {
    return showCidr(this);
  }
}

const width = ({ family }: Ip): number => (family === 4 ? 32 : 128);

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

function join(parts: readonly number[], bits: bigint): bigint {
  return parts.reduce((all, part) => (all << bits) | BigInt(part), 0n);
}

/** The canonical text: the longest run of at least two zero groups is `::` (RFC 5952). */
function showIp({ family, bits }: Ip): string {
  const [count, size] = family === 4 ? [4, 8n] : [8, 16n];
  const parts = Array.from({ length: count }, (_, index) =>
    Number((bits >> (size * BigInt(count - 1 - index))) & ((1n << size) - 1n)),
  );
  if (family === 4) return parts.join(".");
  const text = parts.map((part) => part.toString(16)).join(":");
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run);
  const longest = runs.reduce((best, run) => (zeros(run) > zeros(best) ? run : best), "");
  if (longest === "") return text;
  const at = text.indexOf(longest);
  return `${text.slice(0, at)}::${text.slice(at + longest.length).replace(/^:/, "")}`;
}

const zeros = (run: string): number => run.replaceAll(":", "").length;

function ipOf(text: string): Ip {
  const ip = parseIp(text);
  if (ip === undefined) {
    throw new CelError(
      `IP Address ${JSON.stringify(text)} parse error during conversion from string`,
    );
  }
  return ip;
}

function parseCidr(text: string): Cidr | undefined {
  const [, address = "", digits = ""] = /^([^/]{2,45})\/(\d|[1-9]\d{1,2})$/.exec(text) ?? [];
  const ip = parseIp(address);
  const prefix = Number(digits);
  return ip === undefined || prefix > width(ip) ? undefined : new Cidr(ip, prefix);
}

function cidrOf(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr !== undefined) return cidr;
  throw new CelError(
    `network address ${JSON.stringify(text)} parse error during conversion from string`,
  );
}

const showCidr = ({ ip, prefix }: Cidr): string => `${showIp(ip)}/${prefix}`;

function masked({ ip, prefix }: Cidr): Cidr {
  const shift = BigInt(width(ip) - prefix);
  return new Cidr(new Ip(ip.family, (ip.bits >> shift) << shift), prefix);
}

function containsIp(cidr: Cidr, ip: Ip): boolean {
  if (cidr.ip.family !== ip.family) return false;
  const shift = BigInt(width(ip) - cidr.prefix);
  return cidr.ip.bits >> shift === ip.bits >> shift;
}

const containsCidr = (outer: Cidr, inner: Cidr): boolean =>
  outer.prefix <= inner.prefix && containsIp(outer, inner.ip);

const isIn =
  (...texts: readonly string[]) =>
  (ip: Ip): boolean =>
    texts.some((range) => containsIp(cidrOf(range), ip));

const special = {
  isUnspecified: ["0.0.0.0/32", "::/128"],
  isLoopback: ["127.0.0.0/8", "::1/128"],
  isLinkLocalUnicast: ["169.254.0.0/16", "fe80::/10"],
  isLinkLocalMulticast: ["224.0.0.0/24", "ff02::/16"],
} as const;

const notGlobal = isIn(
  ...special.isUnspecified,
  ...special.isLoopback,
  ...special.isLinkLocalUnicast,
  "224.0.0.0/4",
  "ff00::/8",
  "255.255.255.255/32",
);

const byLength: CallCost = ([text]) => Math.ceil(sizeOf(text) * perCharacter);

/** apiserver pkg/cel/library/cost.go, containsIP and containsCIDR. */
const containsCost =
  (further: (size: number) => number): CallCost =>
  ([cidr, other]) => {
    const size = sizeOf(cidr);
    const parsing = typeof other === "string" ? Math.ceil(other.length * perCharacter) : 0;
    return Math.ceil(2 * size * perCharacter) + further(size) + parsing;
  };
const ofIp = containsCost(() => 0);
const ofCidr = containsCost((size) => Math.ceil(size * perCharacter) + 1);

function addresses(): LibraryBuilder {
  const library = new LibraryBuilder(30)
    .add("ip(string): net.IP", ipOf, byLength)
    .add("isIP(string): bool", (text: string) => parseIp(text) !== undefined, byLength)
    .add(
      "ip.isCanonical(string): bool",
      (text: string) => showIp(ipOf(text)) === text,
      ([text]) => Math.ceil(2 * sizeOf(text) * perCharacter),
    )
    .add("string(net.IP): string", showIp)
    .method("net.IP.family(): int", ({ family }: Ip) => BigInt(family))
    .method("net.IP.isGlobalUnicast(): bool", (ip: Ip) => !notGlobal(ip));
  for (const [name, texts] of Object.entries(special)) {
    library.method(`net.IP.${name}(): bool`, isIn(...texts));
  }
  return library;
}

function ranges(): LibraryBuilder {
  return new LibraryBuilder(30)
    .add("cidr(string): net.CIDR", cidrOf, byLength)
    .add("isCIDR(string): bool", (text: string) => parseCidr(text) !== undefined, byLength)
    .add("string(net.CIDR): string", showCidr)
    .method(
      "net.CIDR.containsIP(string): bool",
      (cidr: Cidr, ip: string) => containsIp(cidr, ipOf(ip)),
      ofIp,
    )
    .method("net.CIDR.containsIP(net.IP): bool", containsIp, ofIp)
    .method(
      "net.CIDR.containsCIDR(string): bool",
      (outer: Cidr, inner: string) => containsCidr(outer, cidrOf(inner)),
      ofCidr,
    )
    .method("net.CIDR.containsCIDR(net.CIDR): bool", containsCidr, ofCidr)
    .method("net.CIDR.ip(): net.IP", ({ ip }: Cidr) => ip)
    .method("net.CIDR.masked(): net.CIDR", masked)
    .method("net.CIDR.prefixLength(): int", ({ prefix }: Cidr) => BigInt(prefix));
}

/** Kubernetes' IP and CIDR libraries since 1.30 (apiserver pkg/cel/library/ip.go, cidr.go). */
export const networkLibrary: Library = {
  types: ["net.IP", "net.CIDR"],
  functions: [...addresses().functions(), ...ranges().functions()],
};
