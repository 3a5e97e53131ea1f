import { join } from 'node:path'
import { verify } from '@node-rs/argon2'
import { describe, expect, it } from 'vitest'

import { readPassword } from '../../../server/cli/read-password.ts'
import { temporaryFolder } from '../../support/server.ts'
import { atTerminal, couchlink, couchlinkJson, fileOf } from './command.ts'

const PASSWORD = 'correct horse battery'
const HASH = ['accounts', 'hash']

describe('a password from a pipe', () => {
  it('is its first line, and the pipe may stay open', async () => {
    const input = `${PASSWORD}\nanother\n`
    const { code, out } = await couchlink(HASH, { input, open: true })
    expect(code).toBe(0)
    expect(await verify(out.trim(), PASSWORD)).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ])('is refused with 4 when it is %s', async (_what, input) => {
    const { code, out, err } = await couchlink(HASH, { input })
    expect([code, out]).toEqual([4, ''])
    expect(err).toMatch(/^A password .*\n$/)
  })
})

describe('a password from a file', () => {
  it.each([
    ['its first line', `${PASSWORD}\nsecond line\n`, PASSWORD],
    ['a line without an end', PASSWORD, PASSWORD],
    ['a line as Windows ends it', `\ufeff${PASSWORD}\r\n`, PASSWORD],
    ['a line with blanks at both ends', `  ${PASSWORD} \n`, `  ${PASSWORD} `],
    ['eight characters of more bytes', 'ÄÖÜäöüß€', 'ÄÖÜäöüß€'],
    ['256 bytes', 'ä'.repeat(128), 'ä'.repeat(128)],
  ])('is %s', async (_what, text, password) => {
    expect(await readPassword({ passwordFile: fileOf(text) }, 2)).toEqual({ password })
  })

  it.each([
    ['nothing', ''],
    ['an empty line before others', `\n${PASSWORD}`],
    ['seven characters', 'sevench'],
    ['seven characters of two units each', '😀'.repeat(7)],
    ['257 bytes', `${'ä'.repeat(128)}x`],
    ['a megabyte', 'x'.repeat(1_000_000)],
    ['no UTF-8', new Uint8Array([0xff, 0xfe, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68])],
  ])('is refused when it is %s', async (_what, text) => {
    expect(await readPassword({ passwordFile: fileOf(text) }, 2)).toEqual({
      exit: 4,
      problem: expect.stringMatching(/^(A|The) password /),
    })
  })

  it('wins over the terminal', async () => {
    const { code, shown } = await atTerminal([...HASH, '--password-file', fileOf(PASSWORD)], [])
    expect(code).toBe(0)
    expect(shown).not.toContain('not shown')
  })

  it.each(['accounts add dora', 'accounts hash'])(
    'that is not there fails %s with 1',
    async (line) => {
      const file = join(temporaryFolder(), 'none')
      const { code, out, err } = await couchlink([...line.split(' '), '--password-file', file], {
        input: PASSWORD,
      })
      expect([code, out]).toEqual([1, ''])
      expect(err).toContain(`${file} cannot be read`)
    },
  )
})

describe('a password at a terminal', () => {
  it('is asked for twice, and never shown nor seen from outside', async () => {
    const env = { DATA_DIR: temporaryFolder() }
    const { code, shown, visible } = await atTerminal(
      ['accounts', 'add', 'dora'],
      [
        ['(not shown): ', `${PASSWORD}\r`],
        ['once more: ', `${PASSWORD}\r`],
      ],
      env,
    )
    expect(code).toBe(0)
    expect(shown).toContain('is made')
    expect(shown).not.toContain('horse')
    expect(visible).toContain('couchlink.ts')
    expect(visible).not.toContain('horse')
    const again = { env, input: `${PASSWORD} 2\n` }
    expect((await couchlink(['accounts', 'passwd', 'dora'], again)).code).toBe(0)
  })

  it.each([['add'], ['passwd']])(
    'typed differently the second time changes nothing: %s',
    async (verb) => {
      const env = { DATA_DIR: temporaryFolder() }
      if (verb === 'passwd')
        await couchlinkJson(['accounts', 'add', 'dora'], { env, input: PASSWORD })
      const before = await couchlinkJson(['accounts', 'list'], { env })
      const { code, shown } = await atTerminal(
        ['accounts', verb, 'dora'],
        [
          ['(not shown): ', `${PASSWORD}\r`],
          ['once more: ', `${PASSWORD}!\r`],
        ],
        env,
      )
      expect(code).toBe(4)
      expect(shown).toContain('not the same')
      expect(await couchlinkJson(['accounts', 'list'], { env })).toEqual(before)
    },
  )

  it('does not come back by the arrow keys', async () => {
    const { code } = await atTerminal(
      ['accounts', 'add', 'dora'],
      [
        ['(not shown): ', `${PASSWORD}\r`],
        ['once more: ', '\u001b[A\r'],
      ],
    )
    expect(code).toBe(4)
  })

  it('can be mended while it is typed', async () => {
    const typed = `${PASSWORD}x\u007f\r`
    const { code, shown } = await atTerminal([...HASH], [['(not shown): ', typed]])
    expect(code).toBe(0)
    expect(await verify(/\$argon2id\S+/.exec(shown)?.[0] ?? '', PASSWORD)).toBe(true)
  })

  it('given up by Ctrl+C ends by that signal, given up by Ctrl+D is too short', async () => {
    const interrupted = await atTerminal(['accounts', 'add', 'dora'], [['(not shown): ', '\u0003']])
    expect(interrupted.code).toBe(-2)
    const ended = await atTerminal(['accounts', 'add', 'dora'], [['(not shown): ', '\u0004']])
    expect(ended.code).toBe(4)
  })
})
