import { allCapabilities, cases, profile, type Fields, type PodCase } from "./pod-case.ts";

const sysctls = (...names: readonly string[]): Fields => ({
  "pod.securityContext.sysctls": names.map((name) => ({ name, value: "0" })),
});
const host = (field: string, handler: string, value: string): Fields => ({
  [`${field}.${handler}`]: { host: value, port: 8080 },
});
const appArmor = "container.apparmor.security.beta.kubernetes.io";
const annotated = (name: string, value: string): Fields => ({
  "pod.annotations": { [`${appArmor}/${name}`]: value },
});
export const baselineCases: readonly PodCase[] = [
  ...cases("minimal", "baseline", { pass: [{}] }),
  ...cases("hostNamespaces", "baseline", {
    pass: [{ "pod.hostNetwork": false, "pod.hostPID": false, "pod.hostIPC": false }],
    fail: [{ "pod.hostIPC": true }, { "pod.hostNetwork": true }, { "pod.hostPID": true }],
  }),
  ...cases("privileged", "baseline", {
    pass: [{ "c.securityContext.privileged": false, "i.securityContext.privileged": false }],
    fail: [
      {
        "c.securityContext.privileged": true,
        "c.securityContext.allowPrivilegeEscalation": undefined,
      },
      {
        "i.securityContext.privileged": true,
        "i.securityContext.allowPrivilegeEscalation": undefined,
      },
      {
        "pod.ephemeralContainers": [
          { name: "debug", image: "x", securityContext: { privileged: true } },
        ],
      },
    ],
  }),
  ...cases("capabilities", "baseline", {
    fail: [
      { "c.securityContext.capabilities.add": ["NET_RAW"] },
      { "i.securityContext.capabilities.add": ["NET_RAW"] },
      { "c.securityContext.capabilities.add": ["chown"] },
      { "c.securityContext.capabilities.add": ["CAP_CHOWN"] },
      { "c.securityContext.capabilities.add": ["ALL"] },
    ],
  }),
  ...cases(
    "capabilities",
    "baseline",
    {
      pass: [
        { "c.securityContext.capabilities.add": allCapabilities },
        ...allCapabilities.map((name) => ({ "i.securityContext.capabilities.add": [name] })),
      ],
    },
    { onlyAtItsLevel: true },
  ),
  ...cases("hostPathVolumes", "baseline", {
    fail: [
      {
        "pod.volumes": [
          { name: "empty", emptyDir: {} },
          { name: "host", hostPath: { path: "/a" } },
        ],
      },
      {
        "pod.volumes": [
          { name: "a", hostPath: { path: "/a" } },
          { name: "b", hostPath: { path: "/b" } },
        ],
      },
    ],
  }),
  ...cases("hostPorts", "baseline", {
    pass: [
      { "c.ports": [{ containerPort: 12345 }], "i.ports": [{ containerPort: 12346 }] },
      { "c.ports": [{ containerPort: 12345, hostPort: 0 }] },
    ],
    fail: [
      { "c.ports": [{ containerPort: 12345, hostPort: 12345 }] },
      { "i.ports": [{ containerPort: 12346, hostPort: 12346 }] },
      { "c.ports": [{ containerPort: 12347 }, { containerPort: 12345, hostPort: 12345 }] },
    ],
  }),
  ...cases("appArmorProfile", "baseline", {
    pass: [
      annotated("container1", "runtime/default"),
      annotated("container1", "localhost/foo"),
      annotated("container1", ""),
      { "pod.securityContext.appArmorProfile": { type: "RuntimeDefault" } },
      { "c.securityContext.appArmorProfile": { type: "Localhost", localhostProfile: "foo" } },
    ],
    fail: [
      annotated("container1", "unconfined"),
      annotated("initcontainer1", "unconfined"),
      annotated("somethingelse", "runtime/default2"),
      { "pod.securityContext.appArmorProfile": { type: "Unconfined" } },
      { "c.securityContext.appArmorProfile": { type: "Unconfined" } },
      { "i.securityContext.appArmorProfile": { type: "Unconfined" } },
    ],
  }),
  ...cases("seLinuxOptions", "baseline", {
    pass: [
      { "i.securityContext.seLinuxOptions": {} },
      {
        "pod.securityContext.seLinuxOptions": { type: "container_t", level: "" },
        "c.securityContext.seLinuxOptions": { type: "container_init_t", level: "somevalue" },
        "i.securityContext.seLinuxOptions": { type: "container_kvm_t" },
      },
    ],
    fail: [
      { "pod.securityContext.seLinuxOptions": { type: "somevalue" } },
      { "c.securityContext.seLinuxOptions": { type: "somevalue" } },
      { "i.securityContext.seLinuxOptions": { type: "somevalue" } },
      { "pod.securityContext.seLinuxOptions": { user: "somevalue" } },
      { "pod.securityContext.seLinuxOptions": { role: "somevalue" } },
      { "c.securityContext.seLinuxOptions": { user: "somevalue" } },
      { "i.securityContext.seLinuxOptions": { role: "somevalue" } },
    ],
  }),
  ...["pod", "c", "i"].flatMap((where) => {
    const engine = { [`${where}.securityContext.seLinuxOptions`]: { type: "container_engine_t" } };
    return [
      ...cases("seLinuxOptions", "baseline", { pass: [engine] }, { since: 31 }),
      ...cases("seLinuxOptions", "baseline", { fail: [engine] }, { until: 30 }),
    ];
  }),
  ...["c", "i"].flatMap((where) => {
    const unmasked = { [`${where}.securityContext.procMount`]: "Unmasked" };
    const ownUsers = { ...unmasked, "pod.hostUsers": false };
    return [
      ...cases("procMount", "baseline", {
        pass: [{ [`${where}.securityContext.procMount`]: "Default", "pod.hostUsers": false }],
        fail: [unmasked, { ...unmasked, "pod.hostUsers": true }],
      }),
      ...cases("procMount", "baseline", { fail: [ownUsers] }, { until: 34 }),
      ...cases("procMount", "baseline", { pass: [ownUsers] }, { since: 35, onlyAtItsLevel: true }),
    ];
  }),
  ...cases("seccompProfile", "baseline", {
    pass: [
      { ...profile("pod", "RuntimeDefault"), ...profile("c", "RuntimeDefault") },
      { ...profile("pod", "Localhost"), ...profile("i", "Localhost") },
    ],
    fail: ["pod", "c", "i"].map((where) => profile(where, "Unconfined")),
  }),
  ...cases("sysctls", "baseline", {
    pass: [
      sysctls(),
      sysctls(
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range",
        "net.ipv4.ip_unprivileged_port_start",
      ),
    ],
    fail: [sysctls("othersysctl"), sysctls("kernel.shm_rmid_forced", "kernel.msgmax")],
  }),
  ...(
    [
      ["net.ipv4.ip_local_reserved_ports", 27],
      ["net.ipv4.tcp_keepalive_time", 29],
      ["net.ipv4.tcp_fin_timeout", 29],
      ["net.ipv4.tcp_keepalive_intvl", 29],
      ["net.ipv4.tcp_keepalive_probes", 29],
      ["net.ipv4.tcp_rmem", 32],
      ["net.ipv4.tcp_wmem", 32],
    ] as const
  ).flatMap(([name, since]) => [
    ...cases("sysctls", "baseline", { pass: [sysctls(name)] }, { since }),
    ...cases("sysctls", "baseline", { fail: [sysctls(name)] }, { until: since - 1 }),
  ]),
  ...["c", "i"].flatMap((where) =>
    (
      [
        ["livenessProbe", "httpGet"],
        ["livenessProbe", "tcpSocket"],
        ["readinessProbe", "httpGet"],
        ["readinessProbe", "tcpSocket"],
        ["startupProbe", "httpGet"],
        ["startupProbe", "tcpSocket"],
        ["lifecycle.postStart", "httpGet"],
        ["lifecycle.postStart", "tcpSocket"],
        ["lifecycle.preStop", "httpGet"],
        ["lifecycle.preStop", "tcpSocket"],
      ] as const
    ).flatMap(([field, handler]) => {
      const bad = host(`${where}.${field}`, handler, "bad.host");
      return [
        ...cases("hostProbes", "baseline", { pass: [host(`${where}.${field}`, handler, "")] }),
        ...cases("hostProbes", "baseline", { fail: [bad] }, { since: 34 }),
        ...cases("hostProbes", "baseline", { pass: [bad] }, { until: 33 }),
      ];
    }),
  ),
  ...cases(
    "hostProbes",
    "baseline",
    { fail: [host("c.livenessProbe", "httpGet", "127.0.0.1")] },
    { since: 34 },
  ),
  ...cases("windowsHostProcess", "baseline", {
    pass: ["pod", "c", "i"].map((where) => ({
      [`${where}.securityContext.windowsOptions`]: { hostProcess: false },
    })),
    fail: ["pod", "c", "i"].map((where) => ({
      "pod.hostNetwork": true,
      [`${where}.securityContext.windowsOptions`]: { hostProcess: true },
    })),
  }),
];
