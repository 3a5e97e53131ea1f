import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

import { PICTURES } from '../support/looks.ts'

/** What a camera makes of a screen. */
export interface Camera {
  /** As many pixels of the camera as the whole screen fills. */
  width: number
  height: number
  degrees: number
  /** Standard deviation, in pixels of the camera. */
  blur: number
}

/** A 32-inch set from 3 m away. */
export const ACROSS_THE_ROOM = { width: 326, height: 184 } as const

/** A screenshot as a camera sees it. Says where the picture lies. @param blank any page that has a canvas */
export async function seenBy(
  blank: Page,
  screenshot: Buffer,
  camera: Camera,
  name: string,
): Promise<string> {
  const source = `data:image/png;base64,${screenshot.toString('base64')}`
  const data = await blank.evaluate(drawn, { source, camera })
  mkdirSync(PICTURES, { recursive: true })
  const path = join(PICTURES, `${name}.png`)
  writeFileSync(path, Buffer.from(data.slice(data.indexOf(',') + 1), 'base64'))
  return path
}

/** Runs in the page. */
async function drawn({ source, camera }: { source: string; camera: Camera }): Promise<string> {
  const { width, height, degrees, blur } = camera
  const image = new Image()
  image.src = source
  await image.decode()
  const small = picture(width, height)
  small.context.drawImage(image, 0, 0, width, height)
  // Room for the corners.
  const edge = Math.ceil(Math.hypot(width, height)) + 8
  const turned = picture(edge, edge)
  turned.context.fillStyle = '#333'
  turned.context.fillRect(0, 0, edge, edge)
  turned.context.filter = blur > 0 ? `blur(${blur}px)` : 'none'
  turned.context.translate(edge / 2, edge / 2)
  turned.context.rotate((degrees * Math.PI) / 180)
  turned.context.drawImage(small.canvas, -width / 2, -height / 2)
  return turned.canvas.toDataURL()

  function picture(width: number, height: number) {
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    const context = canvas.getContext('2d')
    if (!context) throw new Error('No canvas.')
    context.imageSmoothingQuality = 'high'
    return { canvas, context }
  }
}
