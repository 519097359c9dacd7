import type { PlatformCommand } from "./command.ts";
import { helpCommand } from "./help.ts";
import { newCommand } from "./new.ts";

/** Every command after `/platform`. The first that matches runs. */
export const platformCommands: readonly PlatformCommand[] = [newCommand, helpCommand];
