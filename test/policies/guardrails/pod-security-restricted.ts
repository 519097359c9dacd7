import { allCapabilities, cases, profile, volume, type Fields, type PodCase } from "./pod-case.ts";

const otherVolumes: readonly Fields[] = [
  volume("gcePersistentDisk", { pdName: "test" }),
  volume("awsElasticBlockStore", { volumeID: "test" }),
  volume("gitRepo", { repository: "git.example.com/a" }),
  volume("nfs", { server: "test", path: "/test" }),
  volume("iscsi", { targetPortal: "test", iqn: "iqn.2001-04.com.example:storage", lun: 0 }),
  volume("glusterfs", { path: "test", endpoints: "test" }),
  volume("rbd", { monitors: ["test"], image: "test" }),
  volume("flexVolume", { driver: "test" }),
  volume("cinder", { volumeID: "test" }),
  volume("cephfs", { monitors: ["test"] }),
  volume("flocker", { datasetName: "test" }),
  volume("fc", { wwids: ["test"] }),
  volume("azureFile", { secretName: "test", shareName: "test" }),
  volume("vsphereVolume", { volumePath: "test" }),
  volume("quobyte", { registry: "localhost:1234", volume: "test" }),
  volume("azureDisk", { diskName: "test", diskURI: "https://test.example.com/test.vhd" }),
  volume("photonPersistentDisk", { pdID: "test" }),
  volume("portworxVolume", { volumeID: "test" }),
  volume("scaleIO", {
    volumeName: "test",
    gateway: "localhost",
    system: "test",
    secretRef: { name: "test" },
  }),
  volume("storageos", { volumeName: "test" }),
  volume("hostPath", { path: "/dev/null" }),
];

const noRoot = (value: boolean | undefined): Fields => ({
  "pod.securityContext.runAsNonRoot": value,
});
const rootPods: readonly Fields[] = [
  noRoot(undefined),
  noRoot(false),
  { "c.securityContext.runAsNonRoot": false },
  { "i.securityContext.runAsNonRoot": false },
  { ...noRoot(undefined), "c.securityContext.runAsNonRoot": true },
  { "pod.securityContext.runAsUser": 0 },
  { "c.securityContext.runAsUser": 0 },
  { "i.securityContext.runAsUser": 0 },
];
const windows: Fields = {
  "pod.os": { name: "windows" },
  "pod.securityContext": { runAsNonRoot: true },
  "c.securityContext": undefined,
  "i.securityContext": undefined,
};

export const restrictedCases: readonly PodCase[] = [
  ...cases("procMount", "restricted", {
    fail: ["c", "i"].map((where) => ({
      [`${where}.securityContext.procMount`]: "Unmasked",
      "pod.hostUsers": false,
    })),
  }),
  ...cases("minimal", "restricted", { pass: [{}, windows] }),
  ...cases("windows", "restricted", {
    fail: [
      { ...windows, "pod.os": { name: "linux" } },
      { ...windows, "pod.securityContext": undefined },
      { ...windows, "pod.hostNetwork": true },
    ],
  }),
  ...cases("allowPrivilegeEscalation", "restricted", {
    fail: [
      { "c.securityContext.allowPrivilegeEscalation": true },
      { "i.securityContext.allowPrivilegeEscalation": true },
      { "c.securityContext.allowPrivilegeEscalation": undefined },
      { "c.securityContext": undefined },
    ],
  }),
  ...cases("capabilities", "restricted", {
    pass: [
      { "c.securityContext.capabilities.add": ["NET_BIND_SERVICE"] },
      { "i.securityContext.capabilities.add": ["NET_BIND_SERVICE"] },
      { "c.securityContext.capabilities.drop": ["KILL", "ALL"] },
    ],
    fail: [
      { "c.securityContext.capabilities.drop": [] },
      { "i.securityContext.capabilities.drop": [] },
      { "c.securityContext.capabilities.drop": undefined },
      { "c.securityContext.capabilities": undefined },
      { "c.securityContext.capabilities.drop": ["all"] },
      { "c.securityContext.capabilities.drop": [...allCapabilities, "SYS_ADMIN", "NET_RAW"] },
      { "c.securityContext.capabilities.add": allCapabilities },
      { "i.securityContext.capabilities.add": ["CHOWN"] },
    ],
  }),
  ...cases("restrictedVolumes", "restricted", {
    pass: [
      {
        "pod.volumes": [
          { name: "volume0" },
          { name: "volume1", emptyDir: {} },
          { name: "volume2", secret: { secretName: "test" } },
          { name: "volume3", persistentVolumeClaim: { claimName: "test" } },
          {
            name: "volume4",
            downwardAPI: {
              items: [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }],
            },
          },
          { name: "volume5", configMap: { name: "test" } },
          { name: "volume6", projected: { sources: [] } },
          { name: "volume7", csi: { driver: "inline.storage.kubernetes.io" } },
          { name: "volume8", ephemeral: {} },
          { name: "volume9", image: { reference: "registry.example.com/data:1" } },
        ],
      },
    ],
    fail: otherVolumes,
  }),
  ...cases("runAsNonRoot", "restricted", {
    pass: [
      { "c.securityContext.runAsNonRoot": undefined, "i.securityContext.runAsNonRoot": undefined },
      {
        ...noRoot(undefined),
        "c.securityContext.runAsNonRoot": true,
        "i.securityContext.runAsNonRoot": true,
      },
      {
        "pod.securityContext.runAsUser": 1000,
        "c.securityContext.runAsUser": 1000,
        "i.securityContext.runAsUser": 1000,
      },
    ],
    fail: [...rootPods, ...rootPods.map((fields) => ({ ...fields, "pod.hostUsers": true }))],
  }),
  ...rootPods.flatMap((fields) => {
    const ownUsers = { ...fields, "pod.hostUsers": false };
    return [
      ...cases("runAsNonRoot", "restricted", { pass: [ownUsers] }, { since: 35 }),
      ...cases("runAsNonRoot", "restricted", { fail: [ownUsers] }, { until: 34 }),
    ];
  }),
  ...cases("seccompProfile", "restricted", {
    pass: [
      profile("pod", "RuntimeDefault"),
      profile("pod", "Localhost"),
      {
        "pod.securityContext.seccompProfile": undefined,
        ...profile("c", "RuntimeDefault"),
        ...profile("i", "Localhost"),
      },
    ],
    fail: [
      { "pod.securityContext.seccompProfile": undefined },
      profile("pod", "Unconfined"),
      { "pod.securityContext.seccompProfile": undefined, ...profile("c", "RuntimeDefault") },
      { "pod.securityContext.seccompProfile": undefined, ...profile("i", "RuntimeDefault") },
      {
        ...profile("pod", "Unconfined"),
        ...profile("c", "Localhost"),
        ...profile("i", "Localhost"),
      },
      {
        "pod.securityContext.seccompProfile": undefined,
        ...profile("c", "RuntimeDefault"),
        ...profile("i", "Unconfined"),
      },
    ],
  }),
];
