import type { Play } from './play.ts'

/** Tells a page of the same origin that frames this one, the emulator, what the QR holds, also while the pad stands in its place. */
export function tellParent(play: Play): void {
  if (window.parent === window) return
  let told: string | null | undefined
  play.watch(({ screen }) => {
    const shown = screen.name === 'link' || screen.name === 'opened' || screen.name === 'match'
    const link = shown ? (screen.link?.qr ?? null) : null
    if (link === told) return
    told = link
    window.parent.postMessage({ couchlink: { link } }, location.origin)
  })
}
