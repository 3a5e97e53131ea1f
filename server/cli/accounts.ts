import { type Command, InvalidArgumentError } from 'commander'
import * as v from 'valibot'

import { Account, username } from '../config-entries.ts'
import { usernameKey } from '../flow/sign-in/username.ts'
import { addAccount, type NewAccount } from './add-account.ts'
import { changePassword } from './change-password.ts'
import { deleteAccount } from './delete-account.ts'
import { hashPassword } from './hash-password.ts'
import { listAccounts } from './list-accounts.ts'
import type { PasswordSource } from './read-password.ts'
import { type Asked, JSON_OPTION, report } from './report.ts'
import { switchAccount } from './switch-account.ts'

const USERNAME = 'whose account; capitals do not matter'
const PASSWORD_FILE = ['--password-file <file>', 'take the first line of this file'] as const
const PASSWORD_HELP = `
The password is asked for and not shown. Where there is no terminal, the first line of stdin is taken.
It has at least 8 characters and is never an argument: those can be read by everybody on this machine.
`

/** `couchlink accounts`: the people who can sign in. */
export function accounts(program: Command): void {
  const group = program.command('accounts').description('people who can sign in')

  group
    .command('list')
    .description('list every account, with how many TVs and signed-in phones it has')
    .option(...JSON_OPTION)
    .action((asked: Asked) => report(asked, listAccounts))

  group
    .command('add')
    .description('make an account; the server may be running')
    .argument('<username>', 'what the person signs in with', newUsername)
    .option('--name <name>', 'how the TV greets the person (default: the user name)', shownName)
    .option('--color <#RRGGBB>', 'the colour the TV greets on (default: chosen)', color)
    .option(...PASSWORD_FILE)
    .option(...JSON_OPTION)
    .addHelpText('after', `${PASSWORD_HELP}\nExample: couchlink accounts add dora --name Dora`)
    .action((who: string, wishes: Asked & NewAccount) =>
      report(wishes, () => addAccount(who, wishes)),
    )

  group
    .command('passwd')
    .description('set a new password; signs the phones of this account out')
    .argument('<username>', USERNAME)
    .option(...PASSWORD_FILE)
    .option(...JSON_OPTION)
    .addHelpText('after', PASSWORD_HELP)
    .action((who: string, options: Asked & PasswordSource) =>
      report(options, () => changePassword(who, options)),
    )

  switches(group)

  group
    .command('delete')
    .description('delete an account with all it has; asks before it does')
    .argument('<username>', USERNAME)
    .option('--yes', 'do not ask; needed where there is no terminal')
    .option(...JSON_OPTION)
    .action((who: string, options: Asked & { yes?: boolean }) =>
      report(options, () => deleteAccount(who, options)),
    )

  group
    .command('hash')
    .description('make the argon2id hash of a password for "accounts" in config.json')
    .option(...PASSWORD_FILE)
    .option(...JSON_OPTION)
    .addHelpText('after', PASSWORD_HELP)
    .action((options: Asked & PasswordSource) => report(options, () => hashPassword(options)))
}

function switches(group: Command): void {
  group
    .command('disable')
    .description('nobody signs in to it any more, and its TVs are refused; nothing is deleted')
    .argument('<username>', USERNAME)
    .option(...JSON_OPTION)
    .action((who: string, asked: Asked) => report(asked, () => switchAccount(who, true)))

  group
    .command('enable')
    .description('take a disabled account back into use')
    .argument('<username>', USERNAME)
    .option(...JSON_OPTION)
    .action((who: string, asked: Asked) => report(asked, () => switchAccount(who, false)))
}

/** Judged as it will be stored, and handed on as it was typed. */
function newUsername(text: string): string {
  if (v.is(username, usernameKey(text))) return text
  throw new InvalidArgumentError('It has 1 to 64 letters, digits and . _ @ + -')
}

function shownName(text: string): string {
  if (v.is(Account.entries.name, text)) return text
  throw new InvalidArgumentError('It has 1 to 64 characters.')
}

function color(text: string): string {
  if (v.is(Account.entries.color, text)) return text
  throw new InvalidArgumentError('It is written as #RRGGBB, such as #F2A65A, in quotes.')
}
