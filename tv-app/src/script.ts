/** Loads a further classic script of this app, by its name beside the page. Rejects where it does not load. */
export function loadScript(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = name
    script.onload = () => resolve()
    script.onerror = () => {
      script.remove()
      reject(new Error(`${name} did not load.`))
    }
    document.head.appendChild(script)
  })
}
