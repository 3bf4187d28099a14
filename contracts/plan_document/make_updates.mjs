// Makes the golden updates that stand beside this file, with the libraries that the browser uses:
//   node contracts/plan_document/make_updates.mjs
// Each file holds updates in the order in which they were sent, and what they add up to.
import { readFileSync, writeFileSync } from 'node:fs'
import { Schema, Node } from 'prosemirror-model'
import { updateYFragment } from 'y-prosemirror'
import * as Y from 'yjs'

const here = new URL('.', import.meta.url)
const contract = JSON.parse(readFileSync(new URL('schema.json', here)))
const version = JSON.parse(readFileSync(new URL('../../node_modules/yjs/package.json', here))).version
const attrs = (all) => Object.fromEntries(
  Object.entries(all ?? {}).map(([name, attr]) => [name, 'default' in attr ? { default: attr.default } : {}])
)
const schema = new Schema({
  nodes: Object.fromEntries(Object.entries(contract.nodes).map(([name, node]) => [
    name, { ...node, attrs: attrs(node.attrs), ...(node.group === 'inline' ? { inline: true } : {}) }
  ])),
  marks: Object.fromEntries(Object.entries(contract.marks).map(([name, mark]) => [name, { attrs: attrs(mark.attrs) }]))
})

const ITEM = '3f2b8a52-6d0e-4c1b-9a44-7d1f0a7c9e01'
const OTHER = 'b7c1e3d0-1111-4222-8333-444455556666'
const text = (words, ...marks) => ({ type: 'text', text: words, ...(marks.length ? { marks } : {}) })
const p = (...content) => ({ type: 'paragraph', ...(content.length ? { content } : {}) })
const strong = { type: 'strong' }
const em = { type: 'em' }
const code = { type: 'code' }
const link = (href) => ({ type: 'link', attrs: { href } })
const tick = (checked, ...content) => ({ type: 'tick_item', attrs: { checked }, content })

// A story is a list of bodies; each is what the editor shows after one step.
const stories = {
  typing: [[p()], [p(text('H'))], [p(text('He'))], [p(text('Hello'))], [p(text('Hello 🎉'))], [p(text('Hello 🎊!'))]],
  marks: [
    [p(text('plain bold both code link'))],
    [p(text('plain '), text('bold', strong), text(' both code link'))],
    [p(text('plain '), text('bold', strong), text(' '), text('both', strong, em), text(' '), text('code', code), text(' '), text('link', link('https://example.org/a?b=1')))],
    [p(text('plain '), text('bo', strong), text('ld '), text('both', em), text(' code link'))]
  ],
  lists: [
    [p(text('Before'))],
    [{ type: 'bullet_list', content: [{ type: 'list_item', content: [p(text('one'))] }, { type: 'list_item', content: [p(text('two')), { type: 'ordered_list', content: [{ type: 'list_item', content: [p(text('deep'))] }] }] }] }],
    [{ type: 'tick_list', content: [tick(false, p(text('ask'))), tick(true, p(text('done')))] }, p(text('After'))],
    [{ type: 'tick_list', content: [tick(true, p(text('ask'))), tick(true, p(text('done')))] }, p(text('After'))]
  ],
  blocks: [
    [{ type: 'blockquote', content: [p(text('said', em)), p(text('twice'))] }, { type: 'code_block', content: [text('let x = 1\n  x++')] }],
    [p(text('one line'), { type: 'hard_break' }, text('and another'), { type: 'hard_break' }), { type: 'code_block' }],
    [p()]
  ]
}

for (const [name, bodies] of Object.entries(stories)) {
  const doc = new Y.Doc()
  doc.clientID = 1000 + Object.keys(stories).indexOf(name)
  const planted = new Y.Doc()
  planted.clientID = 7
  for (const item of [ITEM, OTHER]) planted.getXmlFragment(`item:${item}`).insert(0, [new Y.XmlElement('paragraph')])
  const updates = [Y.encodeStateAsUpdate(planted)]
  Y.applyUpdate(doc, updates[0])
  doc.on('update', (update) => updates.push(update))
  const fragment = doc.getXmlFragment(`item:${ITEM}`)
  const meta = { mapping: new Map(), isOMark: new Map() }
  for (const body of bodies) {
    const node = Node.fromJSON(schema, { type: 'doc', content: body })
    node.check()
    updateYFragment(doc, fragment, node, meta)
  }
  const golden = {
    made_by: `yjs ${version}`,
    updates: updates.map((update) => Buffer.from(update).toString('base64')),
    bodies: { [ITEM]: bodies.at(-1), [OTHER]: [p()] }
  }
  writeFileSync(new URL(`updates/yjs_${name}.json`, here), JSON.stringify(golden, null, 1) + '\n')
}
