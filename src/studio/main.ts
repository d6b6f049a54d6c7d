import { surviveForeignNodes } from './foreign-nodes';
import { sayLoadFault } from './load-fault';
import './styles/studio.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');

// Each a script of its own, and so a task of its own: read as one they would hold the page.
const [{ createCommands }, { showPage }] = await Promise.all([
  import('./commands/create-commands'),
  import('./showPage'),
]).catch((error: unknown) => {
  sayLoadFault(root, error);
  throw error;
});

surviveForeignNodes(Node.prototype);
const commands = createCommands();
showPage(root, commands);
// After the page is drawn.
setTimeout(() => void commands.start());
