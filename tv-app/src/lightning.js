// The library alone: the SDK's launcher leaves the screen black when a font fails, and weighs 20 kB.
import Lightning from '@lightningjs/sdk/src/Lightning/index.js'

export { TextTokenizer } from '@lightningjs/core'
export { Lightning }

// Lightning writes code for templates and transitions and compiles it with `new Function`, which the page's policy
// forbids (script-src 'self'). The same is done here without: nothing on this screen is made often enough to notice.
const { Component, Element } = Lightning

Component.parseTemplate = (template) => ({ f: (element) => element.patch(template), a: [] })

Element.getGetter = (property) => (element) => element[property]

Element.getSetter = (property) => (element, value) => {
  element[property] = value
}
