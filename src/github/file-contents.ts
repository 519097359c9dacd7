import { createHash } from "node:crypto";
import { TerminalError } from "../domain/errors.ts";
import { repositoryName, type RepositoryRef, type RepositoryTree } from "../domain/repository.ts";
import { BoundedCache } from "./bounded-cache.ts";
import type { GitHubClient } from "./client.ts";

/** One file in a recursive tree. */
export interface TreeFile {
  readonly sha: string;
  /** Bytes. */
  readonly size: number;
}

/** Files larger than this are never fetched. Manifests and templates are far smaller. */
export const maxFileBytes = 1_000_000;

const cachedBlobBytes = 64_000_000;
const cachedTreeEntries = 300_000;

/** Trees and blobs, which never change under their SHA: each is fetched once and kept while there is room. */
export class FileContents {
  readonly #client: GitHubClient;
  readonly #blobs = new BoundedCache<Buffer>(cachedBlobBytes);
  readonly #trees = new BoundedCache<ReadonlyMap<string, TreeFile>>(cachedTreeEntries);

  constructor(client: GitHubClient) {
    this.#client = client;
  }

  /** Every regular file of a tree, or of a commit's tree, by path. Symbolic links and submodules are left out. */
  async list(repository: RepositoryRef, sha: string): Promise<ReadonlyMap<string, TreeFile>> {
    const key = `${repositoryName(repository)} ${sha}`;
    const known = this.#trees.get(key);
    if (known !== undefined) return known;
    const { data } = await this.#client.call(
      repository,
      "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
      { tree_sha: sha, recursive: "1" },
    );
    if (data.truncated) {
      throw new TerminalError(
        `The repository ${repositoryName(repository)} has more files than GitHub lists in one answer (100,000 entries or 7 MB). Give Causeway a smaller configuration repository.`,
      );
    }
    const files = new Map<string, TreeFile>();
    for (const entry of data.tree) {
      if (entry.type !== "blob" || (entry.mode !== "100644" && entry.mode !== "100755")) continue;
      files.set(entry.path, { sha: entry.sha, size: entry.size ?? 0 });
    }
    this.#trees.set(key, files, files.size + 1);
    return files;
  }

  /** The bytes of a blob. */
  async bytes(repository: RepositoryRef, sha: string): Promise<Buffer> {
    const known = this.#blobs.get(sha);
    if (known !== undefined) return known;
    const { data } = await this.#client.call(
      repository,
      "GET /repos/{owner}/{repo}/git/blobs/{file_sha}",
      { file_sha: sha },
    );
    const encoding = data.encoding === "base64" ? "base64" : "utf8";
    const bytes = Buffer.from(data.content ?? "", encoding);
    this.#blobs.set(sha, bytes, bytes.length);
    return bytes;
  }

  /** Whether {@link bytes} needs no call. */
  knows(sha: string): boolean {
    return this.#blobs.get(sha) !== undefined;
  }

  /** Remembers what was just written, so that it need not be fetched to be checked. Returns its SHA. */
  remember(content: string): string {
    const bytes = Buffer.from(content);
    const sha = blobSha(bytes);
    this.#blobs.set(sha, bytes, bytes.length);
    return sha;
  }

  /** One file as UTF-8; bytes that are no UTF-8 become U+FFFD, so that who reads the file can say where. */
  async text(tree: RepositoryTree, path: string): Promise<string | undefined> {
    const sha = tree.blobs.get(path);
    if (sha === undefined) return undefined;
    const size = (await this.#sizeOf(tree, path)) ?? 0;
    if (size > maxFileBytes) {
      throw new TerminalError(
        `${path} in ${repositoryName(tree.repository)} has ${size} bytes; Causeway reads files of at most ${maxFileBytes}.`,
      );
    }
    return (await this.bytes(tree.repository, sha)).toString("utf8");
  }

  async #sizeOf({ repository, treeSha, blobs }: RepositoryTree, path: string) {
    if (this.knows(blobs.get(path) ?? "")) return undefined;
    return (await this.list(repository, treeSha)).get(path)?.size;
  }
}

/** The SHA that Git gives a blob with these bytes. */
export function blobSha(bytes: Buffer): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

/** The text, or undefined when the bytes are no text: a NUL among the first, as Git judges, or no UTF-8. */
export function textOf(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 8_000).includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
