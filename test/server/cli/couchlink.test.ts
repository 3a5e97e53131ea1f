import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'

import { startServer, temporaryFolder } from '../../support/server.ts'
import { couchlink, couchlinkHere, startCouchlink } from './command.ts'

describe('couchlink', () => {
  it('shows its help on stdout when it is asked for it, and on stderr when it is called wrongly', async () => {
    const asked = await couchlink(['--help'])
    expect([asked.code, asked.err]).toEqual([0, ''])
    expect(asked.out).toContain('couchlink accounts add')
    const silent = await couchlink([])
    expect([silent.code, silent.out]).toEqual([2, ''])
    expect(silent.err).toContain('Usage: couchlink')
    const nonsense = await couchlink(['nonsense'])
    expect([nonsense.code, nonsense.out]).toEqual([2, ''])
    expect(nonsense.err).toContain('unknown command')
  })

  it('leaves quietly when whoever reads its list has read enough', async () => {
    const child = startCouchlink(['config', 'print'])
    child.stdout.destroy()
    let err = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    const [code] = await once(child, 'close')
    expect([code, err]).toEqual([0, ''])
  })
})

describe('a database', () => {
  it('is closed behind each command, one file that can be copied', async () => {
    const env = { DATA_DIR: temporaryFolder() }
    expect((await couchlinkHere(['accounts', 'list'], env)).code).toBe(0)
    expect((await couchlinkHere(['accounts', 'disable', 'nobody'], env)).code).toBe(3)
    expect(readdirSync(env.DATA_DIR)).toEqual(['couchlink.db'])
  })
})

describe('a database that cannot be used', () => {
  it('because another process holds it, ends with 1 and changes nothing', async () => {
    const { dataDir } = await startServer()
    const other = new Database(join(dataDir, 'couchlink.db'))
    other.exec('begin immediate')
    const env = { DATA_DIR: dataDir }
    const { code, out, err } = await couchlink(['accounts', 'disable', 'eliza'], { env })
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/busy/)
    expect(err).not.toMatch(/^ +at /m)
    other.exec('rollback')
    other.close()
    expect((await couchlinkHere(['accounts', 'disable', 'eliza'], env)).code).toBe(0)
  })

  it('because it is none, ends with 1 and says where it lies', async () => {
    const dataDir = temporaryFolder()
    writeFileSync(
      join(dataDir, 'couchlink.db'),
      'a shopping list, long enough to be looked at\n'.repeat(99),
    )
    const { code, out, err } = await couchlink(['accounts', 'list'], { env: { DATA_DIR: dataDir } })
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(dataDir)
    expect(err).not.toMatch(/^ +at /m)
  })

  it('because its folder is a file, ends with 1', async () => {
    const file = join(temporaryFolder(), 'data')
    writeFileSync(file, '')
    const { code, err } = await couchlinkHere(['devices', 'list'], { DATA_DIR: file })
    expect(code).toBe(1)
    expect(err).toContain(file)
  })

  it.each(['accounts list', 'accounts hash', 'devices list', 'keys list', 'keys rotate'])(
    'is not even looked for by "%s" when the configuration has faults, which ends with 5',
    async (line) => {
      const { code, out, err } = await couchlinkHere(line.split(' '), { PORT: 'eighty' })
      expect([code, out]).toEqual([5, ''])
      expect(err).toContain('port: ')
    },
  )
})
