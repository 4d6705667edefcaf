/** Values over several lines, with rustc's `{:#?}` as the oracle. */

import assert from 'node:assert/strict';
import { rustOutput } from '../support/rustOutput.ts';
import { prettyLines } from '../../src/ui/prettyText.ts';

/** Each value is printed twice: `{:?}` on a line, then `{:#?}`, then a line that no value has. */
const PROGRAM = `
#![allow(dead_code)]
use std::{collections::BTreeMap, rc::Rc, time::Duration};
#[derive(Debug, Clone)]
struct Order { id: u64, name: Option<String>, items: Vec<Item>, state: State }
#[derive(Debug, Clone)]
struct Item(&'static str, u32);
#[derive(Debug, Clone)]
struct Unit;
#[derive(Debug, Clone)]
struct Empty {}
#[derive(Debug, Clone)]
enum State { Open, Moved { to: (i32, i32), by: char }, Nested(Box<State>), Pair(Unit, Empty) }
fn print(value: &dyn std::fmt::Debug) { println!("{value:?}\\n{value:#?}\\n=="); }
fn main() {
    let item = |name| Item(name, 3);
    let order = Order {
        id: 7,
        name: Some("a \\"quoted\\" {, ( [ name\\nover lines \\\\".to_string()),
        items: vec![item("tea"), item("lamp, with shade"), item("'")],
        state: State::Moved { to: (-1, 2), by: '\\'' },
    };
    print(&order);
    print(&Order { name: None, items: vec![], state: State::Nested(Box::new(State::Pair(Unit, Empty {}))), id: 0 });
    print(&Ok::<_, ()>(Rc::new([order.clone(), order.clone()])));
    print(&BTreeMap::from([("a: b", vec![1.5, f64::NAN]), ("'", vec![])]));
    print(&((), (1,), ['(', '"', '\\\\'], Duration::from_millis(1500), State::Open, "日本語, 🦀"));
    print(&std::cell::RefCell::new(Some(Some([[0u8; 2]; 2]))));
    print(&"no structure, (at all)");
    print(&42);
}
`;

describe('a value over several lines', function () {
  this.timeout(60_000);

  it('is laid out as rustc lays out {:#?}, but for the comma of the last member', () => {
    const values = rustOutput(PROGRAM).join('\n').split('\n==').filter(value => value !== ''); // prettier-ignore
    assert.equal(values.length, 8);
    for (const value of values) {
      const [line = '', ...pretty] = value.trimStart().split('\n');
      assert.deepEqual(prettyLines(line, 0).map(withoutComma), pretty.map(withoutComma));
    }
  });
});

function withoutComma(line: string): string {
  return line.replace(/,$/, '');
}
