import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'

import { couchlinkProgram } from '../../../server/cli/program.ts'
import { couchlinkHere } from './command.ts'

/** Every command that does something, as it is typed. */
function commands(of: Command, path: string[] = []): string[][] {
  return of.commands.flatMap((command) => {
    const here = [...path, command.name()]
    return command.commands.length === 0 ? [here] : commands(command, here)
  })
}

const ALL = commands(
  couchlinkProgram(() => {
    throw new Error('Nobody has called it.')
  }),
).map((path) => path.join(' '))

describe('couchlink', () => {
  it('knows what the documentation lists', () => {
    expect(ALL).toEqual([
      'serve',
      ...['list', 'add', 'passwd', 'disable', 'enable', 'delete', 'hash'].map(
        (x) => `accounts ${x}`,
      ),
      ...['devices list', 'devices unbind', 'devices provision'],
      ...['keys list', 'keys rotate', 'clients secret', 'config check', 'config print'],
      ...['pack tizen', 'pack webos', 'probe'],
    ])
  })

  it.each(ALL)('%s has a help of its own with all exit codes, and takes --json', async (name) => {
    const { code, out, err } = await couchlinkHere([...name.split(' '), '--help'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain(`Usage: couchlink ${name}`)
    for (const exit of [0, 1, 2, 3, 4, 5]) expect(out).toMatch(new RegExp(`^ {2}${exit} `, 'm'))
    if (name !== 'serve') expect(out).toContain('--json')
  })

  it('has no option that takes a password', async () => {
    for (const name of ALL) {
      const { out } = await couchlinkHere([...name.split(' '), '--help'])
      expect(out).not.toMatch(/--password[ =,]|-p[ ,]|<password>/)
    }
  })
})

describe('a wrong call ends with 2, all on stderr', () => {
  it.each([
    ['a group alone', ['accounts']],
    ['an unknown command of a group', ['accounts', 'nonsense']],
    ['an unknown option', ['accounts', 'list', '--nonsense']],
    ['no user name', ['accounts', 'add']],
    ['no device', ['devices', 'unbind']],
    ['a user name too many', ['accounts', 'disable', 'dora', 'bo']],
    ['a blank in a new user name', ['accounts', 'add', 'do ra']],
    ['a new user name of 65 letters', ['accounts', 'add', 'd'.repeat(65)]],
    ['an empty shown name', ['accounts', 'add', 'dora', '--name', '']],
    ['a shown name of 65 letters', ['accounts', 'add', 'dora', '--name', 'd'.repeat(65)]],
    ['a colour by its name', ['accounts', 'add', 'dora', '--color', 'red']],
    ['a password as an argument', ['accounts', 'add', 'dora', 'hunter2hunter2']],
    ['a password to be hashed as an argument', ['accounts', 'hash', 'hunter2hunter2']],
    ['a new password as an argument', ['accounts', 'passwd', 'dora', 'hunter2hunter2']],
    ['a password as an option', ['accounts', 'add', 'dora', '--password', 'hunter2hunter2']],
    ['a password within an option', ['accounts', 'add', 'dora', '--password=hunter2hunter2']],
    ['a password with quotes in it', ['accounts', 'add', 'dora', "--password=h'hunter2'hunter2"]],
    ['a password of two lines', ['accounts', 'passwd', 'dora', '--password=a\nhunter2']],
  ])('%s', async (_what, args) => {
    const { code, out, err } = await couchlinkHere(args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/--help|Usage/)
    expect(err).not.toContain('hunter2')
  })
})
