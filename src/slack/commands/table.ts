import type { PlatformCommand } from "./command.ts";
import { helpCommand } from "./help.ts";
import { freezeCommand, unfreezeCommand } from "./hold.ts";
import { linkCommand } from "./link.ts";
import { promoteCommand, rollbackCommand } from "./move.ts";
import { newCommand } from "./new.ts";
import { statusCommand } from "./status.ts";
import { unlinkCommand } from "./unlink.ts";

/** Every command after `/platform`. The first that matches runs. */
export const platformCommands: readonly PlatformCommand[] = [
  newCommand,
  promoteCommand,
  rollbackCommand,
  statusCommand,
  freezeCommand,
  unfreezeCommand,
  linkCommand,
  unlinkCommand,
  helpCommand,
];
