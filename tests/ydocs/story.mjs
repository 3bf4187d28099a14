// Plays a story: some editors (ProseMirror over y-prosemirror over Yjs) write in one plan, go
// offline, come back. Prints what a server would get, in order, and how the plan ends.
//   node tests/ydocs/story.mjs <seed> <steps>
import { readFileSync } from 'node:fs'
import { Schema, Node } from 'prosemirror-model'
import { updateYFragment, yXmlFragmentToProseMirrorRootNode } from 'y-prosemirror'
import * as Y from 'yjs'

const contract = JSON.parse(readFileSync('contracts/plan_document/schema.json'))
const attrs = (all) => Object.fromEntries(
  Object.entries(all ?? {}).map(([name, attr]) => [name, 'default' in attr ? { default: attr.default } : {}])
)
const schema = new Schema({
  nodes: Object.fromEntries(Object.entries(contract.nodes).map(([name, node]) => [
    name, { ...node, attrs: attrs(node.attrs), ...(node.group === 'inline' ? { inline: true } : {}) }
  ])),
  marks: Object.fromEntries(Object.entries(contract.marks).map(([name, mark]) => [name, { attrs: attrs(mark.attrs) }]))
})

let seed = Number(process.argv[2]) >>> 0
const chance = () => { // mulberry32
  seed = (seed + 0x6d2b79f5) >>> 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
const below = (n) => Math.floor(chance() * n)
const pick = (all) => all[below(all.length)]

const ITEM = 'item:3f2b8a52-6d0e-4c1b-9a44-7d1f0a7c9e01'
const say = (what) => process.stdout.write(JSON.stringify(what) + '\n')
const bytes = (update) => Buffer.from(update).toString('hex')

const server = new Y.Doc()
server.clientID = 1
server.getXmlFragment(ITEM).insert(0, [new Y.XmlElement('paragraph')])
say({ planted: bytes(Y.encodeStateAsUpdate(server)) })

class Editor {
  constructor (number) {
    this.doc = new Y.Doc()
    this.doc.clientID = 100 + number
    this.online = true
    this.inbox = []
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(server), 'net')
    this.doc.on('update', (update, origin) => { if (origin !== 'net' && this.online) send(this, update) })
  }

  get node () { return yXmlFragmentToProseMirrorRootNode(this.doc.getXmlFragment(ITEM), schema) }

  become (blocks) {
    const node = Node.fromJSON(schema, { type: 'doc', content: blocks.length ? blocks : [{ type: 'paragraph' }] })
    node.check()
    updateYFragment(this.doc, this.doc.getXmlFragment(ITEM), node, { mapping: new Map(), isOMark: new Map() })
  }

  read () {
    for (const update of this.inbox.splice(0, 1 + below(3))) Y.applyUpdate(this.doc, update, 'net')
  }

  come () {
    this.online = true
    this.inbox = []
    send(this, Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(server)))
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(server, Y.encodeStateVector(this.doc)), 'net')
  }
}

const send = (from, update) => {
  say({ update: bytes(update) })
  Y.applyUpdate(server, update)
  for (const each of editors) if (each !== from && each.online) each.inbox.push(update)
}

const editors = []
for (let n = 0; n < 3; n++) editors.push(new Editor(n))

const words = () => pick(['a', 'bc', ' ', '🎉', 'é', '🎊🎉', 'long words here', '\u{1F468}\u{200D}\u{1F469}'])
const marks = () => pick([
  [], [{ type: 'strong' }], [{ type: 'em' }, { type: 'strong' }], [{ type: 'code' }],
  [{ type: 'link', attrs: { href: pick(['https://a.example', 'mailto:r@a.example']) } }]
])
const texts = (node, found = []) => {
  node.content ??= []
  if (node.type === 'paragraph' || node.type === 'code_block') found.push(node)
  else for (const child of node.content) texts(child, found)
  return found
}

const edits = [
  (doc) => { // type
    const block = pick(texts(doc))
    const content = (block.content ??= [])
    const text = pick(content.filter((each) => each.type === 'text'))
    if (!text) { content.push({ type: 'text', text: words() }); return }
    const points = [...text.text]
    points.splice(below(points.length + 1), 0, words())
    text.text = points.join('')
  },
  (doc) => { // erase
    const text = pick(texts(doc).flatMap((each) => each.content ?? []).filter((each) => each.type === 'text'))
    if (!text) return
    const points = [...text.text]
    points.splice(below(points.length), 1 + below(3))
    text.text = points.join('')
  },
  (doc) => { // mark
    const block = pick(texts(doc))
    if (block.type !== 'paragraph') return
    for (const each of block.content ?? []) if (each.type === 'text' && chance() < 0.5) each.marks = marks()
    if (chance() < 0.3) (block.content ??= []).push({ type: 'hard_break' }, { type: 'text', text: words(), marks: marks() })
  },
  (doc) => { // a new block
    const paragraph = { type: 'paragraph', content: [{ type: 'text', text: words() }] }
    const item = (type, extra) => ({ type, ...extra, content: [paragraph] })
    doc.content.splice(below(doc.content.length + 1), 0, pick([
      paragraph,
      { type: 'paragraph' },
      { type: 'code_block', content: [{ type: 'text', text: 'x = 1' }] },
      { type: 'blockquote', content: [paragraph] },
      { type: 'bullet_list', content: [item('list_item'), item('list_item')] },
      { type: 'tick_list', content: [item('tick_item', { attrs: { checked: false } })] }
    ]))
  },
  (doc) => { doc.content.splice(below(doc.content.length), 1 + below(2)) }, // a block less
  (doc) => { // wrap
    const at = below(doc.content.length)
    if (JSON.stringify(doc.content[at]).length < 4000) doc.content[at] = { type: 'blockquote', content: [doc.content[at]] }
  },
  (doc) => { for (const each of doc.content) if (each.type === 'tick_list') each.content[0].attrs.checked = chance() < 0.5 }
]
const chances = [0, 0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6]

for (let step = Number(process.argv[3]); step > 0; step--) {
  const editor = pick(editors)
  const what = chance()
  if (what < 0.70) {
    const doc = editor.node.toJSON()
    if (!doc.content?.length) doc.content = [{ type: 'paragraph' }] // as ProseMirror fills it
    edits[pick(chances)](doc)
    for (const block of texts(doc)) block.content = (block.content ?? []).filter((each) => each.text !== '')
    editor.become(doc.content)
  } else if (what < 0.88) editor.read()
  else if (what < 0.93) editor.online = false
  else if (what < 0.97 && !editor.online) editor.come()
  else if (what >= 0.97) say({ reopen: true })
}
for (const each of editors) each.come()
for (const each of editors) each.come()
const ends = editors.map((each) => JSON.stringify(each.node.toJSON().content))
if (new Set(ends).size !== 1) throw new Error('the editors did not end alike')
say({ end: JSON.parse(ends[0]) })
