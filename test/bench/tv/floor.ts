import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What any page needs that draws with WebGL: a canvas as large as the screen, black and white stripes on it in the first
 * frame, and their colours changed in the first frame after each key. No library, no request, no word.
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
add(gl.FRAGMENT_SHADER, 'precision mediump float;varying vec2 p;uniform float s;void main(){gl_FragColor=vec4(vec3(step(.5,fract(p.x*20.+s))),1);}')
gl.linkProgram(program)
gl.useProgram(program)
gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW)
gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer())
gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, new Uint16Array([0, 1, 2, 2, 1, 3]), gl.STATIC_DRAW)
gl.enableVertexAttribArray(0)
gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0)
var shift = 0
function draw() {
  gl.uniform1f(gl.getUniformLocation(program, 's'), shift)
  gl.drawElements(gl.TRIANGLES, 6, gl.UNSIGNED_SHORT, 0)
}
requestAnimationFrame(draw)
addEventListener('keydown', function () { shift += .5; requestAnimationFrame(draw) })
</script>`

/** The floor below the TV app, from node:http. */
export async function openFloor(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(PAGE)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}
