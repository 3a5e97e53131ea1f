import type { Play } from './play.ts'

/** One `<video>` under the canvas, there only while the story is in the player. */
export function playVideo(play: Play): void {
  let video: HTMLVideoElement | null = null
  let source = ''

  function leave(): void {
    if (!video) return
    // Without an empty source some sets keep the decoder, and the next video stays black.
    video.pause()
    video.removeAttribute('src')
    video.load()
    video.remove()
    video = null
    source = ''
  }

  function enter(address: string): HTMLVideoElement {
    leave()
    const opened = document.createElement('video')
    opened.onended = () => play.dispatch({ type: 'video', end: 'ended' })
    opened.onerror = () => {
      if (video === opened) play.dispatch({ type: 'video', end: 'failed' })
    }
    opened.src = address
    document.body.insertBefore(opened, document.body.firstChild)
    source = address
    video = opened
    return opened
  }

  play.watch(({ screen }) => {
    if (screen.name !== 'player') return leave()
    const opened = video && source === screen.title.video ? video : enter(screen.title.video)
    if (screen.paused) opened.pause()
    else void start(opened, play)
  })
}

async function start(video: HTMLVideoElement, play: Play): Promise<void> {
  try {
    await video.play()
  } catch (error) {
    // A pause or a leave interrupts play() and is no failure.
    const interrupted = error instanceof DOMException && error.name === 'AbortError'
    if (!interrupted && video.parentNode) play.dispatch({ type: 'video', end: 'failed' })
  }
}
