import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, extname } from 'node:path'
import { onTestFinished } from 'vitest'

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' }

/** A web server of somebody else's, with the files of these folders side by side; it ends with the test. Says its origin. */
export async function serveFolders(...folders: URL[]): Promise<string> {
  const server = createServer(async (request, response) => {
    const name = basename(new URL(request.url ?? '/', 'http://x').pathname)
    for (const folder of folders) {
      const content = await readFile(new URL(name, folder)).catch(() => null)
      if (content === null) continue
      response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'text/plain' })
      response.end(content)
      return
    }
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
