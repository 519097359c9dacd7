import type { PlatformCommand } from "./command.ts";
import { helpCommand } from "./help.ts";
import { linkCommand } from "./link.ts";
import { newCommand } from "./new.ts";
import { unlinkCommand } from "./unlink.ts";

/** Every command after `/platform`. The first that matches runs. */
export const platformCommands: readonly PlatformCommand[] = [
  newCommand,
  linkCommand,
  unlinkCommand,
  helpCommand,
];
