/** The values of constant expressions as a type of the program gives them: `60 * 60`, `u32::MAX`, `-1.5`. */

import { ConditionError, type Span } from './conditionError.ts';
import { float32Of } from './float32.ts';
import type { Calculation, Expression, ExpressionOf } from './syntax.ts';

export interface IntegerType {
  readonly bytes: 1 | 2 | 4 | 8 | 16;
  readonly isSigned: boolean;
}

/** `u32`; `usize` is not told from `u64`. */
export function integerTypeName({ bytes, isSigned }: IntegerType): string {
  return `${isSigned ? 'i' : 'u'}${8 * bytes}`;
}

export function integerRange({ bytes, isSigned }: IntegerType): { lowest: bigint; highest: bigint } {
  const values = 1n << BigInt(8 * bytes);
  return isSigned ? { lowest: -values / 2n, highest: values / 2n - 1n } : { lowest: 0n, highest: values - 1n };
}

/**
 * The value of an expression as an integer of the type, which may lie outside of its range. Null for an expression
 * that is no integer. Throws a ConditionError for a suffix of another type and for a
 * calculation that fails in Rust.
 */
export function integerConstant(expression: Expression, type: IntegerType): bigint | null {
  if (expression.kind === 'literal') {
    const { literal } = expression;
    if (literal.kind !== 'integer') return null;
    if (literal.suffix !== null) requireType(literal.suffix, integerTypeName(type), expression);
    return literal.value;
  }
  if (expression.kind === 'negative') {
    const value = integerConstant(expression.of, type);
    return value === null ? null : -value;
  }
  if (expression.kind === 'calculate') {
    const left = integerConstant(expression.left, type);
    const right = integerConstant(expression.right, type);
    if (left === null || right === null) return null;
    const value = calculate(expression, left, right);
    const { lowest, highest } = integerRange(type);
    if (value >= lowest && value <= highest) return value;
    throw new ConditionError(`The result, ${value}, does not fit \`${integerTypeName(type)}\`.`, expression);
  }
  return expression.kind === 'path' ? integerLimit(expression, type) : null;
}

function integerLimit(path: ExpressionOf<'path'>, type: IntegerType): bigint | null {
  const [typeName = '', name] = path.segments.slice(-2);
  if (!/^[ui](?:8|16|32|64|128|size)$/.test(typeName) || (name !== 'MAX' && name !== 'MIN')) return null;
  requireType(typeName, integerTypeName(type), path);
  const { lowest, highest } = integerRange(type);
  return name === 'MAX' ? highest : lowest;
}

function requireType(written: string, wanted: string, span: Span): void {
  if (written.replace('size', '64') === wanted) return;
  throw new ConditionError(`The value that is compared is of type \`${wanted}\`, this is a \`${written}\`.`, span);
}

/** More bits than any integer has. */
const SHIFT_LIMIT = 128n;

function calculate(expression: ExpressionOf<'calculate'>, left: bigint, right: bigint): bigint {
  switch (expression.calculation) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
    case '%':
      if (right === 0n) throw new ConditionError('This divides by zero.', expression.right);
      return expression.calculation === '/' ? left / right : left % right;
    case '<<':
    case '>>':
      if (right < 0n || right >= SHIFT_LIMIT) {
        throw new ConditionError('This shifts by more bits than a number has.', expression.right);
      }
      return expression.calculation === '<<' ? left << right : left >> right;
    case '&':
      return left & right;
    case '^':
      return left ^ right;
    case '|':
      return left | right;
  }
}

/** The value of an expression as a float of so many bytes. Null for what is no float. Throws a ConditionError. */
export function floatConstant(expression: Expression, bytes: 4 | 8): number | null {
  const typeName = bytes === 4 ? 'f32' : 'f64';
  if (expression.kind === 'literal') {
    const { literal } = expression;
    if (literal.kind !== 'float') return null;
    if (literal.suffix !== null) requireType(literal.suffix, typeName, expression);
    const value = bytes === 4 ? float32Of(literal.digits) : Number(literal.digits);
    if (!Number.isFinite(value)) throw new ConditionError(`This is too large for \`${typeName}\`.`, expression);
    return value;
  }
  if (expression.kind === 'negative') {
    const value = floatConstant(expression.of, bytes);
    return value === null ? null : -value;
  }
  if (expression.kind === 'calculate') {
    const left = floatConstant(expression.left, bytes);
    const right = floatConstant(expression.right, bytes);
    if (left === null || right === null) return null;
    const result = calculateFloat(expression.calculation, left, right);
    // An f64 has more than twice the digits of an f32: rounding its result again gives the f32's own.
    return result === null || bytes === 8 ? result : Math.fround(result);
  }
  return expression.kind === 'path' ? floatLimit(expression, bytes, typeName) : null;
}

function calculateFloat(calculation: Calculation, left: number, right: number): number | null {
  if (calculation === '+') return left + right;
  if (calculation === '-') return left - right;
  if (calculation === '*') return left * right;
  if (calculation === '/') return left / right;
  return calculation === '%' ? left % right : null;
}

const LARGEST_F32 = (2 - 2 ** -23) * 2 ** 127;

function floatLimit(path: ExpressionOf<'path'>, bytes: 4 | 8, wanted: string): number | null {
  const [typeName = '', name = ''] = path.segments.slice(-2);
  if (typeName !== 'f32' && typeName !== 'f64') return null;
  requireType(typeName, wanted, path);
  const largest = bytes === 4 ? LARGEST_F32 : Number.MAX_VALUE;
  switch (name) {
    case 'MAX':
      return largest;
    case 'MIN':
      return -largest;
    case 'INFINITY':
      return Infinity;
    case 'NEG_INFINITY':
      return -Infinity;
    case 'NAN':
      return NaN;
    case 'EPSILON':
      return bytes === 4 ? 2 ** -23 : Number.EPSILON;
    case 'MIN_POSITIVE':
      return bytes === 4 ? 2 ** -126 : 2 ** -1022;
    default:
      return null;
  }
}
