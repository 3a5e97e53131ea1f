import type { Command } from 'commander'

import { listKeys } from './list-keys.ts'
import { type Asked, JSON_OPTION, report } from './report.ts'
import { rotate } from './rotate.ts'

/** `couchlink keys`: what the server signs its tokens with. */
export function keys(program: Command): void {
  const group = program.command('keys').description('what the server signs its tokens with')

  group
    .command('list')
    .description('list the keys by their ids; never a key itself')
    .option(...JSON_OPTION)
    .action((asked: Asked) => report(asked, listKeys))

  group
    .command('rotate')
    .description('sign with the next key from now on; a running server follows in seconds')
    .option('--now', 'forget the old key at once: every token it signed is dead')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `
Tokens signed before stay good until they end, so a second rotation is refused until then, except with
--now, which is for a key that may have been stolen. TVs get new tokens by themselves; nobody signs in again.`,
    )
    .action((options: Asked & { now?: boolean }) => report(options, () => rotate(options)))
}
