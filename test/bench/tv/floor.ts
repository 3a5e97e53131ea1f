import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions } from 'vite'

/**
 * What any page needs that draws with WebGL: a canvas as large as the screen, black and white stripes on it in the first
 * frame. No library, no request, no word.
 */
const PAGE = `<!doctype html><title>Floor</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E">
<style>body{margin:0}canvas{width:100vw;height:100vh}</style>
<body><canvas width="1920" height="1080"></canvas><script>
var gl = document.querySelector('canvas').getContext('webgl')
var program = gl.createProgram()
function add(type, source) {
  var shader = gl.createShader(type)
  gl.shaderSource(shader, source)
  gl.compileShader(shader)
  gl.attachShader(program, shader)
}
add(gl.VERTEX_SHADER, 'attribute vec2 at;varying vec2 p;void main(){p=at;gl_Position=vec4(at,0,1);}')
add(gl.FRAGMENT_SHADER, 'precision mediump float;varying vec2 p;void main(){gl_FragColor=vec4(vec3(step(.5,fract(p.x*20.))),1);}')
gl.linkProgram(program)
gl.useProgram(program)
gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW)
gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer())
gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, new Uint16Array([0, 1, 2, 2, 1, 3]), gl.STATIC_DRAW)
gl.enableVertexAttribArray(0)
gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0)
requestAnimationFrame(function () { gl.drawElements(gl.TRIANGLES, 6, gl.UNSIGNED_SHORT, 0) })
</script>`

/** Lightning alone, whose tile glides after each key; no code is looked for here, which would cost it time. */
const KEYS_PAGE = `<!doctype html><title>Floor of the keys</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E">
<style>body{margin:0}canvas{width:100vw;height:100vh}</style>
<body data-screen="booting"><script src="keys.js"></script>`

export interface Floor {
  /** Below a boot: stripes, and nothing else. */
  bootUrl: string
  /** Below a press of a key: Lightning, and one tile. */
  keysUrl: string
  close(): Promise<void>
}

/** The floors below the TV app, from node:http. */
export async function openFloor(): Promise<Floor> {
  const pages: Record<string, [type: string, body: string]> = {
    '/': ['text/html', PAGE],
    '/keys': ['text/html', KEYS_PAGE],
    '/keys.js': ['text/javascript', await keysScript()],
  }
  const server = createServer(({ url }, response) => {
    const [type, body] = pages[url ?? ''] ?? ['text/plain', '']
    response.writeHead(body ? 200 : 404, { 'Content-Type': `${type}; charset=utf-8` }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    bootUrl: `${base}/`,
    keysUrl: `${base}/keys`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}

/** As the TV app is built. */
async function keysScript(): Promise<string> {
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: { conditions: ['source', ...defaultClientConditions] },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'chrome53',
      modulePreload: false,
      rolldownOptions: {
        input: fileURLToPath(new URL('floor-page.ts', import.meta.url)),
        output: { format: 'iife' },
      },
    },
  })
  const [output] = [built].flat() as { output: { code?: string }[] }[]
  return output?.output[0]?.code ?? ''
}
