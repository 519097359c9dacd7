import type { PullRequestFacts } from "../domain/ports/repository-host.ts";
import type { Platform } from "../domain/platform.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import type { Service } from "../domain/service.ts";
import { normaliseRepositoryUrl } from "../delivery/repository-url.ts";
import type { Ports } from "./ports.ts";
import { repositoryAddress } from "./pull-request-of.ts";
import { runningServices } from "./services.ts";

/**
 * The services that a pull request is about: those whose manifests are in its repository, and only those whose folders
 * it changes where it changes any; where none is, the one that has the repository's name.
 */
export async function servicesOfPullRequest(
  ports: Ports,
  platform: Platform,
  { repository, facts }: { readonly repository: RepositoryRef; readonly facts: PullRequestFacts },
): Promise<readonly Service[]> {
  const { services } = runningServices(ports, platform);
  const address = normaliseRepositoryUrl(repositoryAddress(ports, repository));
  const inRepository = services.filter((service) => foldersIn(service, address).length > 0);
  if (inRepository.length === 0) return services.filter(({ name }) => name === repository.name);
  if (inRepository.length === 1) return inRepository;
  const { files } = await ports.host.readChange(repository, facts);
  const touched = inRepository.filter((service) =>
    foldersIn(service, address).some((folder) =>
      files.some(({ path }) => folder === "" || path.startsWith(`${folder}/`)),
    ),
  );
  return touched.length === 0 ? inRepository : touched;
}

function foldersIn({ instances }: Service, address: string): readonly string[] {
  return instances.flatMap(({ sources }) =>
    sources.flatMap(({ repository, path }) =>
      repository === address && path !== undefined ? [path] : [],
    ),
  );
}
