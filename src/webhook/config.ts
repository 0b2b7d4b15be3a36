/** Flags over environment over defaults: one frozen configuration, or every mistake at once. */

import { frozen } from '../config/frozen.ts';
import { type Environment, given, unknownVariables } from '../config/given.ts';
import { type Issue, issuesOf, keyOf, valueAt } from '../config/issues.ts';
import { configFailure, fromFlag, fromVariable, mistakeLine, textOf } from '../config/mistakes.ts';
import { SETTINGS, type Setting, type WebhookConfig, webhookSchema } from './settings.ts';

/** Keyed as `WebhookConfig`; what was not on the command line is absent. */
export type WebhookFlags = { readonly [K in keyof WebhookConfig]?: string | readonly string[] | undefined };

/** Options that name a file, which must be readable. */
const FILES = ['certFile', 'keyFile'] as const;

/**
 * The rules of `src/config/given.ts` apply here too: flags override variables, and unknown variables are mistakes.
 *
 * `readFile` throws if a file can't be read: a certificate that is missing is reported with all other mistakes.
 *
 * @throws Failure `config` with one line for each mistake, worded as the agent's.
 */
export function parseWebhookConfig(
  flags: WebhookFlags,
  env: Environment,
  readFile: (path: string) => string,
): WebhookConfig {
  const found = new Map(
    SETTINGS.flatMap((setting) => {
      const value = given(setting, flags, env);
      return value ? [[setting.key, value] as const] : [];
    }),
  );
  const tree = Object.fromEntries([...found].map(([key, { raw }]) => [key, raw]));
  const parsed = webhookSchema.safeParse(tree);
  const wrong = parsed.success ? [] : issuesOf(parsed.error);
  const issues = [...wrong, ...unreadableFiles(tree, wrong, readFile)];
  const linesOf = (setting: Setting) => {
    const origin = found.get(setting.key)?.origin;
    return issues
      .filter(({ path: [key] }) => key === setting.key)
      .map(({ path, reason }) =>
        origin === undefined
          ? missing(setting)
          : mistakeLine(keyOf(path), valueAt(tree, path), origin, reason),
      );
  };
  const known = SETTINGS.map((setting) => setting.env);
  const mistakes = [...unknownVariables(env, known), ...SETTINGS.flatMap(linesOf)];
  if (!parsed.success || mistakes.length > 0) throw configFailure(mistakes);
  return frozen(parsed.data);
}

/** The only mistake of an option that was not given: all defaults are valid. */
function missing({ key, flag, env }: Setting): string {
  return `${key}: must be given, by ${fromFlag(flag)} or ${fromVariable(env)}`;
}

/** The files of `tree` that can't be read, except those whose path is `wrong`. */
function unreadableFiles(
  tree: Readonly<Record<string, unknown>>,
  wrong: readonly Issue[],
  readFile: (path: string) => string,
): readonly Issue[] {
  return FILES.filter((file) => wrong.every(({ path: [key] }) => key !== file)).flatMap((file) => {
    const content = textOf(readFile, String(tree[file]));
    return content.kind === 'unreadable' ? [{ path: [file], reason: content.reason }] : [];
  });
}
