import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'

import { Phone } from '../support/phone.ts'
import { freePort, startProcess } from '../support/process.ts'
import { temporaryFolder } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }

describe('a server that is killed and started again', () => {
  it('still knows bindings, link requests and account sessions', async () => {
    const port = await freePort()
    const env = { PORT: String(port), DATA_DIR: temporaryFolder() }
    const first = await startProcess(env)
    const [bound, waiting] = await Promise.all([Tv.boot(first.url), Tv.boot(first.url)])
    const phone = new Phone(first.url)
    const used = await bound.requestLink()
    expect((await phone.approve(used.handle, ELIZA)).status).toBe(200)
    const shown = await waiting.requestLink()
    await first.kill()

    await startProcess(env)
    expect((await bound.hello()).body.name).toBe('Eliza')
    expect((await waiting.hello()).body.link).toMatchObject({ id: shown.link_id, state: 'pending' })
    expect((await phone.send('GET', '/session')).body['name']).toBe('Eliza')
    expect((await phone.approve(shown.handle)).status).toBe(200)
    expect((await waiting.hello()).body.name).toBe('Eliza')
  })

  it('has forgotten no acknowledged goodbye', async () => {
    const port = await freePort()
    const env = { PORT: String(port), DATA_DIR: temporaryFolder() }
    const first = await startProcess(env)
    const tv = await Tv.boot(first.url)
    await new Phone(first.url).approve((await tv.requestLink()).handle, ELIZA)
    expect((await tv.goodbye()).status).toBe(200)
    await first.kill()
    await startProcess(env)
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
  })
})

describe('the process', () => {
  it('says where to go, as whom, and where the data lies', async () => {
    const port = await freePort()
    const dataDir = temporaryFolder()
    const server = await startProcess({ PORT: String(port), DATA_DIR: dataDir })
    const printed = server.printed()
    for (const part of [
      `:${port}/tv/`,
      `:${port}/link`,
      'Emulator',
      'eliza / Senza2024',
      dataDir,
    ]) {
      expect(printed).toContain(part)
    }
    // A QR has a finder pattern in its corner.
    expect(printed).toContain('█ ▄▄▄ █')
  })

  it('closes with grace on SIGTERM', async () => {
    const port = await freePort()
    const server = await startProcess({ PORT: String(port), DATA_DIR: temporaryFolder() })
    const tv = await Tv.boot(server.url)
    await tv.listen((await tv.requestLink()).notices, `ws://127.0.0.1:${port}/mqtt`)
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
  })

  it('says that its port is taken, and how to choose another', async () => {
    const squatter = createServer().listen(0)
    await once(squatter, 'listening')
    onTestFinished(() => void squatter.close())
    const { port } = squatter.address() as { port: number }
    const server = await startProcess({ PORT: String(port), DATA_DIR: temporaryFolder() })
    expect(await server.ended).toBe(1)
    expect(server.printed()).toContain(`Port ${port} is taken`)
    expect(server.printed()).toContain(`PORT=${port + 1} npm start`)
  })

  it.each([
    ['{', 'is not JSON'],
    ['[]', 'must hold one JSON object'],
    ['{"prot": 1}', 'prot: there is no such setting'],
    [
      '{"accounts": {"eliza": {"name": "Eliza", "color": "red", "password": "x"}}}',
      'accounts.eliza.color: ',
    ],
    ['{"port": "many"}', 'port: '],
  ])('ends with a sentence when config.json is %s', async (text, sentence) => {
    const config = join(temporaryFolder(), 'config.json')
    writeFileSync(config, text)
    const server = await startProcess({ CONFIG: config, DATA_DIR: temporaryFolder() })
    expect(await server.ended).toBe(1)
    expect(server.printed()).toContain(sentence)
    expect(server.printed()).not.toContain('    at ')
  })
})
