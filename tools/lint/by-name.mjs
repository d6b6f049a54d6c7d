/**
 * A rule of the linter: no plain object stands for a table of names (src/core/by-name.ts says why).
 *
 * What makes such a table is its type, so that the types are forbidden: `Record<string, ...>`, a string index
 * signature, and what infers one (`Object.fromEntries` in a variable without a type, `Object.groupBy`). With
 * none of these, the compiler refuses `values[name]` for a name that is any text. `name in values` compiles for
 * every object, and is forbidden for names that are not written out.
 *
 * Where the names are the program's own (a method's schema, a graph's feeds), the line says so:
 *
 *     // oxlint-disable-next-line stillroom/by-name -- a schema's names are its method's
 */
const ADVICE =
  'a plain object answers for names that nobody gave it. Take a ByName (src/core/by-name.ts), or say in this line why its names are the program’s own.';

/** Names of the object and the method of a call `object.method(...)`. */
function called(node) {
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return '';
  return callee.property.type === 'Identifier'
    ? `${callee.object.name}.${callee.property.name}`
    : '';
}

const byName = {
  create(context) {
    const report = (node, what) => context.report({ node, message: `${what}: ${ADVICE}` });
    return {
      TSTypeReference(node) {
        const [names] = node.typeArguments?.params ?? [];
        if (node.typeName.name !== 'Record' || names?.type !== 'TSStringKeyword') return;
        report(node, 'Record<string, ...>');
      },
      TSIndexSignature(node) {
        const kind = node.parameters[0]?.typeAnnotation?.typeAnnotation.type;
        if (kind === 'TSStringKeyword') report(node, 'A string index');
      },
      TSMappedType(node) {
        if (node.constraint?.type === 'TSStringKeyword') report(node, 'A mapped type over string');
      },
      BinaryExpression(node) {
        if (node.operator !== 'in') return;
        if (node.left.type === 'Literal' || node.left.type === 'PrivateIdentifier') return;
        report(node, '"in" with a name that is not written out');
      },
      CallExpression(node) {
        const name = called(node);
        if (name === 'Object.groupBy') report(node, name);
        if (name !== 'Object.fromEntries') return;
        const { parent } = node;
        const untyped = parent.type === 'VariableDeclarator' && !parent.id.typeAnnotation;
        if (untyped || (parent.type === 'MemberExpression' && parent.object === node)) {
          report(node, 'Object.fromEntries without a type');
        }
      },
    };
  },
};

export default { meta: { name: 'stillroom' }, rules: { 'by-name': byName } };
