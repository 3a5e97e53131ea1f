import type { Play } from './play.ts'

/** Tells a page of the same origin that frames this one, the emulator, what the QR holds now. */
export function tellParent(play: Play): void {
  if (window.parent === window) return
  let told: string | null | undefined
  play.watch(({ screen }) => {
    const shown = screen.name === 'link' || screen.name === 'opened'
    const link = shown ? (screen.link?.qr ?? null) : null
    if (link === told) return
    told = link
    window.parent.postMessage({ couchlink: { link } }, location.origin)
  })
}
