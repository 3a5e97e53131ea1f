import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'

import { freePort } from '../../support/process.ts'
import { temporaryFolder } from '../../support/server.ts'
import { couchlink, startCouchlink } from './command.ts'

describe('couchlink serve', () => {
  it('is the server, until it is told to end', async () => {
    const port = await freePort()
    const child = startCouchlink(['serve'], { PORT: String(port), COUCHLINK_HOST: '127.0.0.1' })
    let printed = ''
    await new Promise<void>((resolve) => {
      child.on('exit', () => resolve())
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed += text
        if (printed.includes('Ctrl+C ends.')) resolve()
      })
    })
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
    child.kill('SIGTERM')
    const [code] = await once(child, 'close')
    expect(code).toBe(0)
    expect(printed).toContain('Closing.')
  })

  it('ends with 1 when its port is taken, and says which one to take', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const env = { PORT: String(port), COUCHLINK_HOST: '127.0.0.1', DATA_DIR: temporaryFolder() }
    const { code, err } = await couchlink(['serve'], { env })
    expect(code).toBe(1)
    expect(err).toContain(`PORT=${port + 1} couchlink serve`)
  })

  it('ends with 5 when its configuration has faults', async () => {
    const { code, out, err } = await couchlink(['serve'], { env: { PORT: 'eighty' } })
    expect([code, out]).toEqual([5, ''])
    expect(err).toContain('port: ')
  })
})
