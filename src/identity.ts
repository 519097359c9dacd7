import type { Settings } from "./config/settings.ts";
import type { Clock } from "./domain/ports/clock.ts";
import type { CompanyDirectory } from "./domain/ports/company-directory.ts";
import type { Logger } from "./domain/ports/logger.ts";
import { createSamlIdentities } from "./github/saml-identities.ts";
import { createSignIn } from "./github/sign-in.ts";
import { limitsFor } from "./github/throttle.ts";
import { createPersonMessages } from "./slack/person-messages.ts";
import { createSlackEmails } from "./slack/slack-emails.ts";
import { createSlackWebApi } from "./slack/web-api.ts";
import { createCompanyDirectory } from "./workflow/company-directory.ts";
import { createLinkDesk, type LinkDesk, type LinkWay } from "./workflow/link-person.ts";
import type { Ports } from "./workflow/ports.ts";

/** How long Slack or GitHub may take for one answer. */
const timeoutMs = 10_000;

/** `/platform link`, put together as far as the settings allow. */
export function linkDesk(ports: Ports, settings: Settings, log: Logger): LinkDesk {
  const way = linkWay(settings, log);
  return createLinkDesk({
    links: ports.store.people,
    platform: () => ports.configuration.current()?.platform,
    clock: ports.clock,
    log,
    ...(way === undefined ? {} : { way }),
  });
}

function linkWay({ server, github, slack }: Settings, log: Logger): LinkWay | undefined {
  const { signIn, webUrl, apiUrl } = github;
  const { publicUrl } = server;
  if (signIn === undefined || publicUrl === undefined || slack === undefined) return undefined;
  const api = createSlackWebApi(slack, { log, timeoutMs });
  return {
    signIn: createSignIn({ ...signIn, webUrl, apiUrl, log }),
    messages: createPersonMessages(api),
    publicUrl,
    secret: signIn.clientSecret,
    linkDays: signIn.linkDays,
  };
}

/** The company's sign-on, where the settings want people to be known by it. */
export function companyDirectory(
  settings: Settings,
  clock: Clock,
  log: Logger,
): CompanyDirectory | undefined {
  const { slack, github, matchSamlEmails } = settings;
  if (slack === undefined || !matchSamlEmails) return undefined;
  const { appId, privateKey, apiUrl } = github;
  const limits = limitsFor(github.writesPerMinute);
  const options = { appId: String(appId), privateKey, apiUrl, limits, log };
  return createCompanyDirectory({
    saml: createSamlIdentities({ ...options, timeoutMs }),
    emails: createSlackEmails(createSlackWebApi(slack, { log, timeoutMs })),
    clock,
    organization: settings.configurationRepository.owner,
  });
}
