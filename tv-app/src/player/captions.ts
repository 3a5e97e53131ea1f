import type { Captions } from '#contract/title'

/**
 * Words on the picture. The browser reads the WebVTT and says when which words are due; they are drawn here, because
 * sets draw them in every size, some under the time line and some not at all.
 */
export class CaptionsBox {
  private readonly video: HTMLVideoElement
  private readonly failed: () => void
  private readonly box: HTMLElement
  private track: HTMLTrackElement | null = null
  private shown: Captions | null = null

  /** @param failed the words did not arrive */
  constructor(video: HTMLVideoElement, failed: () => void) {
    this.video = video
    this.failed = failed
    this.box = document.createElement('div')
    this.box.className = 'captions'
    document.body.appendChild(this.box)
  }

  /** Shows these, or none. */
  choose(captions: Captions | null): void {
    if (captions?.url === this.shown?.url) return
    this.remove()
    this.shown = captions
    if (!captions) return
    const track = document.createElement('track')
    track.kind = 'captions'
    track.label = captions.label
    track.srclang = captions.lang
    track.src = captions.url
    track.onerror = () => this.failed()
    this.video.appendChild(track)
    // It is read, but drawn by nobody else.
    track.track.mode = 'hidden'
    track.track.oncuechange = () => this.draw(track)
    this.box.lang = captions.lang
    this.track = track
  }

  /** Keeps clear of the time line while that is there. */
  raise(above: boolean): void {
    this.box.className = above ? 'captions raised' : 'captions'
  }

  close(): void {
    this.remove()
    this.box.remove()
  }

  private remove(): void {
    this.box.textContent = ''
    this.shown = null
    if (!this.track) return
    this.track.onerror = null
    this.track.track.oncuechange = null
    this.track.track.mode = 'disabled'
    this.track.remove()
    this.track = null
  }

  private draw(track: HTMLTrackElement): void {
    this.box.textContent = ''
    const cues = track.track.activeCues
    for (let index = 0; cues && index < cues.length; index += 1) {
      const cue = cues[index]
      if (!(cue instanceof VTTCue)) continue
      const line = document.createElement('p')
      const words = document.createElement('span')
      words.appendChild(cue.getCueAsHTML())
      line.appendChild(words)
      this.box.appendChild(line)
    }
  }
}
