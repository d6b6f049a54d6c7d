/** The page's own training thread, with a way to take its device away from outside. */
import '../../../../workers/training';

if (typeof GPUAdapter !== 'undefined') {
  const original: GPUAdapter['requestDevice'] = Reflect.get(GPUAdapter.prototype, 'requestDevice');
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await Reflect.apply(original, this, [descriptor]);
    new BroadcastChannel('lose-device').addEventListener('message', () => device.destroy());
    return device;
  };
}
