import { z } from "zod";
import type { HealthyVersion, ServiceVersions } from "../domain/ports/service-versions.ts";
import { textOf, type Database, type Row } from "./database.ts";

const versionSchema = z.object({
  service: z.string(),
  environment: z.string(),
  revision: z.string(),
  images: z.array(z.string()),
  healthyAt: z.string(),
}) satisfies z.ZodType<HealthyVersion>;

/** What was healthy where, on a database that has its schema. */
export function createServiceVersions(database: Database): ServiceVersions {
  async function list(
    service: string,
    environment: string,
    limit: number,
  ): Promise<readonly HealthyVersion[]> {
    const rows = await database.query(
      `SELECT version FROM causeway.service_versions WHERE service = $1 AND environment = $2
       ORDER BY number DESC LIMIT $3::int`,
      [service, environment, limit],
    );
    return rows.map(toVersion);
  }

  return {
    list,
    note: async (version) => {
      const { service, environment } = version;
      const [newest] = await list(service, environment, 1);
      if (newest !== undefined && isSameVersion(newest, version)) return false;
      await database.query(
        "INSERT INTO causeway.service_versions (service, environment, version) VALUES ($1, $2, $3)",
        [service, environment, JSON.stringify(version)],
      );
      return true;
    },
  };
}

/** Many commits of a repository change nothing of a service: its images then say that it is the same. */
function isSameVersion(newest: HealthyVersion, { revision, images }: HealthyVersion): boolean {
  if (newest.revision === revision) return true;
  return images.length > 0 && newest.images.join(" ") === images.join(" ");
}

function toVersion(row: Row): HealthyVersion {
  return versionSchema.parse(JSON.parse(textOf(row, "version")));
}
