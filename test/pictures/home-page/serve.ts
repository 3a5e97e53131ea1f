import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { build, defaultClientConditions } from 'vite'

import { compile } from '../../../phone-web/texts/compile.ts'
import { compiledTexts } from '../../../tv-app/texts/build-texts.mjs'

const ROOT = new URL('../../..', import.meta.url).pathname

/** Serves the home screen's page, and posters that come, that never come, and that no other origin may use. */
export async function serveHomePage(): Promise<{ url: string; asked: string[]; close(): void }> {
  const script = await buildPage()
  const poster = picture()
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    asked.push(path)
    if (path === '/') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      response.end(
        '<!doctype html><style>body{margin:0}canvas{display:block}</style><script src="page.js"></script>',
      )
    } else if (path === '/page.js') {
      response.setHeader('Content-Type', 'text/javascript; charset=utf-8')
      response.end(script)
    } else if (path.startsWith('/fonts/')) {
      const file = path.slice('/fonts/'.length).replace(/[^a-z0-9.-]/g, '')
      response.end(readFileSync(join(ROOT, 'node_modules/@fontsource/inter/files', file)))
    } else if (path.startsWith('/poster/')) {
      // Pages ask from another name of this host, so this is another origin.
      response.setHeader('Access-Control-Allow-Origin', '*')
      response.setHeader('Content-Type', 'image/png')
      response.end(poster)
    } else if (path.startsWith('/forbidden/')) {
      response.setHeader('Content-Type', 'image/png')
      response.end(poster)
    } else if (path.startsWith('/broken/')) {
      response.setHeader('Access-Control-Allow-Origin', '*')
      response.setHeader('Content-Type', 'image/png')
      response.end('This is no picture.')
    } else {
      response.statusCode = 404
      response.end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}`, asked, close }
}

async function buildPage(): Promise<string> {
  const built = await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: { conditions: ['source', ...defaultClientConditions] },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [compiledTexts(compile)],
    build: {
      write: false,
      minify: false,
      target: 'chrome53',
      modulePreload: false,
      rolldownOptions: {
        input: join(ROOT, 'test/pictures/home-page/page.ts'),
        output: { format: 'iife', entryFileNames: 'page.js' },
      },
    },
  })
  const [output] = [built].flat() as { output: { code?: string }[] }[]
  return output?.output[0]?.code ?? ''
}

/** Far larger than a tile, and of another shape: yellow with a green middle. */
function picture(): Buffer {
  const png = new PNG({ width: 1200, height: 1600 })
  for (let at = 0; at < png.width * png.height; at += 1) {
    const middle = Math.abs((at % 1200) - 600) < 200 && Math.abs(Math.floor(at / 1200) - 800) < 200
    png.data.set(middle ? [0, 160, 60, 255] : [240, 200, 0, 255], at * 4)
  }
  return PNG.sync.write(png)
}
